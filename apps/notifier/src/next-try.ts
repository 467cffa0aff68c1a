/** The most that a receiver can put off the next try by asking. */
const MOST_ASKED_MS = 24 * 3_600_000;
/** Each delay is drawn from 80 % to 120 % of what is set, so that a receiver that was down is not met by all at once. */
const JITTER = 0.2;

/**
 * When to make the next try (ms), or undefined when the tries are used up. `attempt` is the number of the try that failed, from 1;
 * what the receiver asked with `Retry-After` means "not before".
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
