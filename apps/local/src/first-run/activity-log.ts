import type { Screen } from '../screen.ts';
import { wrapWords } from '../wrap-words.ts';

export type ActivityLog = {
  /** Adds an event: its instant (milliseconds since the Unix epoch), its subject and a text. */
  add(at: number, who: string, what: string): void;
  /** Shows at once what is still held back. */
  flush(): void;
};

/** Events are known up to a tenth of a second late, from several sources. Held back this long, they are shown in order. */
const HOLD_BACK_MS = 250;

/** The column at which a text begins, and the one at which it goes on in the next line. */
const TEXT_AT = 24;
const GOES_ON_AT = 12;

/** Shows events in the order in which they happened, each with the seconds since the beginning. */
export function createActivityLog(screen: Screen, beganAt: number): ActivityLog {
  const waiting: { at: number; lines: string[] }[] = [];

  const showUntil = (instant: number) => {
    waiting.sort((a, b) => a.at - b.at);
    while (waiting[0] && waiting[0].at <= instant) for (const line of waiting.shift()!.lines) screen.line(line);
  };

  return {
    add(at, who, what) {
      const seconds = `${(Math.max(0, at - beganAt) / 1_000).toFixed(2)} s`;
      const [first = '', ...more] = screen.isTerminal ? wrapWords(what, screen.width - TEXT_AT) : [what];
      const head = `  ${screen.dim(seconds.padStart(8))}  ${who.padEnd(10)}  ${first}`;
      waiting.push({ at, lines: [head, ...more.map((line) => `${' '.repeat(GOES_ON_AT)}${line}`)] });
      setTimeout(() => showUntil(Date.now() - HOLD_BACK_MS), HOLD_BACK_MS + 1);
    },
    flush: () => showUntil(Infinity),
  };
}
