import { inspect } from 'node:util';
import { setTimeout as sleep } from 'node:timers/promises';

const POLL_EVERY_MS = 20;

/**
 * Calls `fact` until its answer is truthy, and returns that. An error of `fact` counts as "not yet".
 * @throws Error after `timeoutMs` with `what` and the latest answer
 */
export async function waitFor<T>(
  fact: () => T | Promise<T>,
  { what, timeoutMs = 10_000 }: { what: string; timeoutMs?: number },
): Promise<NonNullable<T>> {
  const givesUpAt = Date.now() + timeoutMs;
  for (;;) {
    let seen: string;
    let cause: unknown;
    try {
      const value = await fact();
      if (value) return value;
      seen = `last seen: ${inspect(value)}`;
    } catch (error) {
      seen = `last error: ${withCauses(error)}`;
      cause = error;
    }
    if (Date.now() >= givesUpAt) throw new Error(`Waited ${timeoutMs} ms for ${what}; ${seen}`, { cause });
    await sleep(POLL_EVERY_MS);
  }
}

/** The error with what caused it: `fetch failed` alone does not show what failed. */
function withCauses(error: unknown): string {
  const cause = error instanceof Error && error.cause !== undefined ? `, because of ${withCauses(error.cause)}` : '';
  return `${String(error)}${cause}`;
}
