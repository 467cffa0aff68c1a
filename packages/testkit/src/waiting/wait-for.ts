import { inspect } from 'node:util';
import { setTimeout as sleep } from 'node:timers/promises';

/** Only what hangs should meet it, also on a machine that is busy with other work; less than a test has. */
export const PATIENCE_MS = 60_000;

/** It asks again after a tenth of the time waited so far, within these bounds: to ask 50 times a second for half a minute took more than what was waited for. */
const SHARE_WAITED = 0.1;
const LEAST_MS = 20;
const MOST_MS = 100;

/** A round that takes longer counts as this much: while the machine stands still, or answers slowly, nothing can come true. */
const MOST_COUNTED_MS = 1_000;

/**
 * Calls `fact` until its answer is truthy, and returns that. An error of `fact` counts as "not yet".
 * @throws Error after `timeoutMs` with `what` and the latest answer
 */
export async function waitFor<T>(
  fact: () => T | Promise<T>,
  { what, timeoutMs = PATIENCE_MS, everyMs }: { what: string; timeoutMs?: number; everyMs?: number },
): Promise<NonNullable<T>> {
  for (let waitedMs = 0; ;) {
    const beganAt = performance.now();
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
    if (waitedMs >= timeoutMs) throw new Error(`Waited ${timeoutMs} ms for ${what}; ${seen}`, { cause });
    await sleep(everyMs ?? Math.min(MOST_MS, Math.max(LEAST_MS, SHARE_WAITED * waitedMs)));
    waitedMs += Math.min(MOST_COUNTED_MS, performance.now() - beganAt);
  }
}

/** The error with what caused it: `fetch failed` alone does not show what failed. */
function withCauses(error: unknown): string {
  const cause = error instanceof Error && error.cause !== undefined ? `, because of ${withCauses(error.cause)}` : '';
  return `${String(error)}${cause}`;
}
