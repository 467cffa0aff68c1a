/** Hides the wait for Redis' disk at every step. */
const AT_ONCE = 256;

/** Runs `act` `times` times, many at once; `index` from 0. */
export async function inParallel(times: number, act: (index: number) => Promise<void>): Promise<void> {
  let next = 0;
  const lane = async () => {
    while (next < times) await act(next++);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, lane));
}
