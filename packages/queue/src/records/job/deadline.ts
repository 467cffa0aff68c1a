import { NO_DEADLINE, UNSENT_MS } from '../../redis/constants.ts';

export { NO_DEADLINE };

/** How long Getty may take after accepting; it takes up to about a minute. */
const ACCEPTED_MS = 30 * 60_000;

/** When an unsent job ends as `expired`; `asked` (ms) is the caller's own deadline. */
export function deadlineUnsent(asked: number | undefined, now: number): number {
  return asked ?? now + UNSENT_MS;
}

/** When a job that Getty has accepted ends as `expired`; the caller's own deadline applies here too. */
export function deadlineAfterAcceptance(asked: number | undefined, now: number): number {
  return Math.min(asked ?? Number.POSITIVE_INFINITY, now + ACCEPTED_MS);
}
