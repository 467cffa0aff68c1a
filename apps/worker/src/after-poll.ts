import { GoneError, NotFoundError, TerminalError, ThrottledError, type GettyError } from '@darkroom/getty';

import { backoffMs, POLL_BACKOFF } from './backoff.ts';
import type { Deps, Pass } from './deps.ts';
import type { Outcome } from './outcome.ts';
import { jobError, status, told } from './refusal.ts';

/** What Getty has just accepted may not be readable everywhere yet: for so long a 404 means "not yet", in ms. */
const NOT_FOUND_GRACE_MS = 60_000;

/** Still pending: the snooze that every 202 is. */
export function pollAgain(deps: Deps, pass: Pass, retryAfterMs: number | undefined): Outcome {
  return later(deps, pass, { retryAfterMs, lastStatus: 202, story: { event: 'polled', status: 202 } });
}

/**
 * A poll that failed is looked at again until the deadline, whatever the error: paid work is not thrown away. Only what Getty says for good
 * ends it, and then `retry` polls again for free.
 */
export function pollFailed(deps: Deps, pass: Pass, error: GettyError): Outcome {
  const young = deps.clock.now() - (pass.record.acceptedAt ?? 0) < NOT_FOUND_GRACE_MS;
  const final = error instanceof GoneError || error instanceof TerminalError || (error instanceof NotFoundError && !young);
  if (final) return { kind: 'failed', error: jobError(error), set: status(error), story: { event: 'failed', ...told(error) } };
  const retryAfterMs = 'retryAfterMs' in error && typeof error.retryAfterMs === 'number' ? error.retryAfterMs : undefined;
  const outcome = later(deps, pass, { retryAfterMs, lastStatus: error.status, story: { event: 'polled', ...told(error) } });
  return error instanceof ThrottledError && error.limit === 'queries' ? { ...outcome, refused: 'queries' } : outcome;
}

function later(
  deps: Deps,
  pass: Pass,
  poll: { retryAfterMs: number | undefined; lastStatus: number | undefined; story: { event: string } & Record<string, unknown> },
): Extract<Outcome, { kind: 'snoozed' }> {
  const polls = pass.record.polls + 1;
  return {
    kind: 'snoozed',
    status: 'waiting',
    at: deps.clock.now() + backoffMs(POLL_BACKOFF, polls, deps.random, poll.retryAfterMs),
    set: { polls, ...(poll.lastStatus === undefined ? {} : { last_status: poll.lastStatus }) },
    story: poll.story,
  };
}
