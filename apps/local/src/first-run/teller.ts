import type { Screen } from '../screen.ts';

export type Teller = {
  /** Tells what happened at an instant (milliseconds since the Unix epoch), to whom. */
  tell(at: number, who: string, what: string): void;
  /** Tells at once what is still held back. */
  flush(): void;
};

/** What happened is learnt up to a tenth of a second late, and from several sides; held back this long, it is told in its order. */
const HOLD_BACK_MS = 250;

/** Lines of what happened, each with its seconds since the beginning, in the order in which it happened. */
export function createTeller(screen: Screen, beganAt: number): Teller {
  const waiting: { at: number; line: string }[] = [];

  const tellUntil = (instant: number) => {
    waiting.sort((a, b) => a.at - b.at);
    while (waiting[0] && waiting[0].at <= instant) screen.line(waiting.shift()?.line);
  };

  return {
    tell(at, who, what) {
      const seconds = `${(Math.max(0, at - beganAt) / 1_000).toFixed(2)} s`;
      waiting.push({ at, line: `  ${screen.dim(seconds.padStart(8))}  ${who.padEnd(10)}  ${what}` });
      setTimeout(() => tellUntil(Date.now() - HOLD_BACK_MS), HOLD_BACK_MS + 1);
    },
    flush: () => tellUntil(Infinity),
  };
}
