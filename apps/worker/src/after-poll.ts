import { GoneError, NotFoundError, TerminalError, ThrottledError, type GettyError } from '@darkroom/getty';

import type { Deps, Pass } from './deps.ts';
import type { Learned, Outcome } from './outcome.ts';
import { jobError, status, told } from './refusal.ts';
import { nextPollAfterErrorMs, nextPollMs } from './when-to-poll/next-poll.ts';

/** What Getty has just accepted may not be readable everywhere yet: for so long a 404 means "not yet", in ms. */
const NOT_FOUND_GRACE_MS = 60_000;

/** Still pending: the snooze that every 202 is. */
export function pollAgain(deps: Deps, pass: Pass, retryAfterMs: number | undefined): Outcome {
  const { record } = pass;
  const now = deps.clock.now();
  const delayMs = nextPollMs(deps, pass, { sinceMs: now - (record.acceptedAt ?? now), polls: record.polls + 1, retryAfterMs });
  return polled(pass, now + delayMs, { set: { last_status: 202, polled_at: now }, story: { event: 'polled', status: 202 } });
}

/**
 * A poll that failed is looked at again until the deadline, whatever the error: paid work is not thrown away. Only what Getty says for good
 * ends it, and then `retry` polls again for free.
 */
export function pollFailed(deps: Deps, pass: Pass, error: GettyError): Outcome {
  const now = deps.clock.now();
  const young = now - (pass.record.acceptedAt ?? 0) < NOT_FOUND_GRACE_MS;
  const final = error instanceof GoneError || error instanceof TerminalError || (error instanceof NotFoundError && !young);
  if (final) return { kind: 'failed', error: jobError(error), set: status(error), story: { event: 'failed', ...told(error) } };
  const retryAfterMs = 'retryAfterMs' in error && typeof error.retryAfterMs === 'number' ? error.retryAfterMs : undefined;
  const at = now + nextPollAfterErrorMs(deps, pass, retryAfterMs);
  const outcome = polled(pass, at, { set: status(error), story: { event: 'polled', ...told(error) } });
  return error instanceof ThrottledError && error.limit === 'queries' ? { ...outcome, refused: 'queries' } : outcome;
}

function polled({ record }: Pass, at: number, learned: Learned): Extract<Outcome, { kind: 'snoozed' }> {
  return { kind: 'snoozed', status: 'waiting', at, ...learned, set: { ...learned.set, polls: record.polls + 1 } };
}
