import { GoneError, NotFoundError, TerminalError, ThrottledError, type GettyError } from '@darkroom/getty';
import { GETTY_AWAY } from '@darkroom/queue';

import type { Deps, Pass } from '../pass/deps.ts';
import type { Learned, Outcome } from '../pass/outcome.ts';
import type { Turn } from '../pass/turn.ts';
import { jobError, status, describeError } from './refusal.ts';
import { unreachable } from '../limits/unreachable.ts';
import { nextPollAfterErrorMs, nextPollMs } from '../pass/next-poll.ts';

/**
 * A newly accepted generation may not be readable everywhere yet: for this long a 404 means "not yet", in ms. That is a minute, and five by which the clock of
 * the worker that sent it may be behind that of the one which polls.
 */
const NOT_FOUND_GRACE_MS = 6 * 60_000;

/** How long after its deadline a job may wait for the turn of its last poll, in ms. */
const LAST_TURN_WITHIN_MS = 30_000;

/** A poll made at `askedAt` (ms), with its turn. */
type Poll = { askedAt: number; turn: Turn };

/** Still pending: snooze until the next poll. */
export function pollAgain(deps: Deps, pass: Pass, { askedAt, turn, retryAfterMs }: Poll & { retryAfterMs: number | undefined }): Outcome {
  const { record } = pass;
  const now = deps.clock.now();
  if (askedAt >= record.deadlineAt) return expired(pass, { set: { last_status: 202, polled_at: now } });
  const delayMs = nextPollMs(deps, pass, {
    sinceMs: now - (record.acceptedAt ?? now),
    polls: record.polls + 1,
    retryAfterMs,
    scarce: turn.scarce,
  });
  return polled(pass, now + delayMs, { set: { last_status: 202, polled_at: now }, story: { event: 'polled', status: 202 } });
}

/**
 * A poll that failed is repeated until the deadline, whatever the error, so that paid work is not lost. Only a permanent answer ends it,
 * and then `retry` polls again for free.
 */
export function pollFailed(deps: Deps, pass: Pass, { askedAt, turn, error }: Poll & { error: GettyError }): Outcome {
  const now = deps.clock.now();
  const young = now - (pass.record.acceptedAt ?? 0) < NOT_FOUND_GRACE_MS;
  const final = error instanceof GoneError || error instanceof TerminalError || (error instanceof NotFoundError && !young);
  if (final) return { kind: 'failed', error: jobError(error), set: status(error), story: { event: 'failed', ...describeError(error) } };
  if (askedAt >= pass.record.deadlineAt) return expired(pass, { set: status(error) });
  const away = unreachable(error) !== undefined;
  const retryAfterMs = 'retryAfterMs' in error && typeof error.retryAfterMs === 'number' ? error.retryAfterMs : undefined;
  const at = now + nextPollAfterErrorMs(deps, pass, { retryAfterMs, away });
  const outcome = polled(pass, at, {
    set: status(error),
    story: { event: 'polled', ...describeError(error) },
    ...(away && { park: GETTY_AWAY }),
  });
  return error instanceof ThrottledError && error.limit === 'queries'
    ? { ...outcome, refused: { limit: 'queries', epoch: turn.mark } }
    : outcome;
}

/** The poll must wait for its turn; at the deadline only briefly. */
export function pollLater(deps: Deps, pass: Pass, wait: Outcome): Outcome {
  return deps.clock.now() >= pass.record.deadlineAt + LAST_TURN_WITHIN_MS ? expired(pass, {}) : wait;
}

/** The last poll at the deadline was still pending. */
function expired({ record }: Pass, learned: Learned): Outcome {
  return { kind: 'expired', ...learned, set: { ...learned.set, polls: record.polls + 1 }, story: { event: 'expired' } };
}

function polled({ record }: Pass, at: number, learned: Learned): Extract<Outcome, { kind: 'snoozed' }> {
  return { kind: 'snoozed', status: 'waiting', at, ...learned, set: { ...learned.set, polls: record.polls + 1 } };
}
