import type { Screen } from '../screen.ts';

export type ActivityLog = {
  /** Adds an event: its instant (milliseconds since the Unix epoch), its subject and a text. */
  add(at: number, who: string, what: string): void;
  /** Shows at once what is still held back. */
  flush(): void;
};

/** Events are known up to a tenth of a second late, from several sources. Held back this long, they are shown in order. */
const HOLD_BACK_MS = 250;

/** Shows events in the order in which they happened, each with the seconds since the beginning. */
export function createActivityLog(screen: Screen, beganAt: number): ActivityLog {
  const waiting: { at: number; line: string }[] = [];

  const showUntil = (instant: number) => {
    waiting.sort((a, b) => a.at - b.at);
    while (waiting[0] && waiting[0].at <= instant) screen.line(waiting.shift()?.line);
  };

  return {
    add(at, who, what) {
      const seconds = `${(Math.max(0, at - beganAt) / 1_000).toFixed(2)} s`;
      waiting.push({ at, line: `  ${screen.dim(seconds.padStart(8))}  ${who.padEnd(10)}  ${what}` });
      setTimeout(() => showUntil(Date.now() - HOLD_BACK_MS), HOLD_BACK_MS + 1);
    },
    flush: () => showUntil(Infinity),
  };
}
