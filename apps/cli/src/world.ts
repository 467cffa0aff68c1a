import type { Readable } from 'node:stream';

/** What the program touches of the process, so that tests can run it inside of theirs. */
export type World = {
  env: Record<string, string | undefined>;
  stdin: Readable & { isTTY?: boolean };
  stdout: Output;
  stderr: Output;
  /** Aborted by Ctrl-C. */
  interrupted: AbortSignal;
  now: () => number;
  /** Waits. Rejects with the reason of the signal when it is aborted. */
  sleep: (ms: number, signal: AbortSignal) => Promise<void>;
};

export type Output = { write: (text: string) => unknown; isTTY?: boolean; columns?: number };
