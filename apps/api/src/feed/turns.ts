/** Lets at most so many at a time do their work; the others wait in order. Own code: this is the only such line, and p-limit is two packages. */
export function createTurns(most: number) {
  const waiting: (() => void)[] = [];
  let busy = 0;
  return async <Result>(work: () => Promise<Result>): Promise<Result> => {
    if (busy === most) await new Promise<void>((resolve) => waiting.push(resolve));
    else busy++;
    try {
      return await work();
    } finally {
      const next = waiting.shift(); // takes this place
      if (next) next();
      else busy--;
    }
  };
}
