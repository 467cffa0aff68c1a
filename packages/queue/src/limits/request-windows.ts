import type { RunCommand } from '../lua/commands.ts';

/** What was taken, what is left for others, and when the window ends, in ms from now. */
export type TakenRequests = { taken: number; left: number; endsInMs: number };

export const REQUEST_WINDOW_MS = 60_000;

/** Counts the requests of each API key in its current minute, for all api processes together. */
export function createRequestWindows({ run, now }: { run: RunCommand; now: () => number }) {
  return {
    /**
     * Takes up to `portion` of the `most` requests that a key has in a window. Another limit begins another window: what was taken under a
     * higher one, and perhaps not used, would leave nothing of a lower one.
     */
    take: async (requester: string, { most, portion }: { most: number; portion: number }): Promise<TakenRequests> => {
      const { taken, left, ends_in } = await run('take_requests', {
        now: now(),
        requester: `${requester}.${most}`,
        most,
        portion,
        window_ms: REQUEST_WINDOW_MS,
      });
      return { taken, left, endsInMs: ends_in };
    },
  };
}
