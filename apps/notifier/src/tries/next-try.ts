/** The longest delay of the next try that a receiver can request. */
const MOST_ASKED_MS = 24 * 3_600_000;
/** Each delay is drawn from 80 % to 120 % of its setting, so that a receiver that was down does not get all webhooks at once. */
const JITTER = 0.2;

/**
 * Returns the time of the next try (ms), or undefined when the tries are used up. `attempt` is the number of the failed try, from 1.
 * `Retry-After` of the receiver means "not before".
 */
export function nextTryAt(failed: {
  attempt: number;
  retryAfterMs: number | undefined;
  delaysMs: number[];
  now: number;
  random: () => number;
}): number | undefined {
  const delayMs = failed.delaysMs[failed.attempt - 1];
  if (delayMs === undefined) return undefined;
  const jitteredMs = delayMs * (1 - JITTER + 2 * JITTER * failed.random());
  const askedMs = Math.min(failed.retryAfterMs ?? 0, MOST_ASKED_MS);
  return failed.now + Math.round(Math.max(jitteredMs, askedMs));
}
