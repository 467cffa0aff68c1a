import { createHash } from 'node:crypto';

/** How many lines are kept for the story of a failure. */
const KEPT = 200_000;
/** A hash is slow to begin with each line, and quick over many. */
const HASHED_TOGETHER = 1_000;

/** What happened, line by line, and one hash over all of it: two runs of a seed are the same when their hashes are. */
export type Trace = ReturnType<typeof createTrace>;

export function createTrace(options: { startAt: number; now: () => number; show?: ((line: string) => void) | undefined }) {
  const hash = createHash('sha256');
  let unhashed = '';
  let lines: string[] = [];
  let count = 0;
  const takeIn = (): void => {
    hash.update(unhashed);
    unhashed = '';
  };

  return {
    /** `who` did or met `what`. */
    say: (who: string, what: string): void => {
      const line = `${clockText(options.now() - options.startAt)} ${who} ${what}`;
      unhashed += `${line}\n`;
      if (++count % HASHED_TOGETHER === 0) takeIn();
      lines.push(line);
      if (lines.length >= 2 * KEPT) lines = lines.slice(KEPT);
      options.show?.(line);
    },
    count: () => count,
    digest: () => {
      takeIn();
      return hash.copy().digest('hex').slice(0, 16);
    },
    /** The latest lines that name all of these texts. */
    about: (texts: string[], most: number): string[] => lines.filter((line) => texts.every((text) => line.includes(text))).slice(-most),
  };
}

/** Hours, minutes, seconds and milliseconds since the world began. */
export function clockText(ms: number): string {
  return `${two(ms / 3_600_000)}:${two((ms / 60_000) % 60)}:${two((ms / 1_000) % 60)}.${String(Math.floor(ms % 1_000)).padStart(3, '0')}`;
}

function two(value: number): string {
  return String(Math.floor(value)).padStart(2, '0');
}
