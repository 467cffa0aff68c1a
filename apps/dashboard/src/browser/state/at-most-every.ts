/** Returns a function that has `act` called at once, or as soon as so many ms have passed since the last time. */
export function atMostEvery(ms: number, act: () => void): () => void {
  let last = -Infinity;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const actNow = (): void => {
    timer = undefined;
    last = performance.now();
    act();
  };
  return () => {
    timer ??= setTimeout(actNow, Math.max(0, last + ms - performance.now()));
  };
}
