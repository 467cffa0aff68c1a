import type { JobError, JobErrorCode } from '@darkroom/contracts';
import {
  AuthError,
  ConflictError,
  GettyError,
  NotSentError,
  RetryableError,
  TerminalError,
  ThrottledError,
  UnknownOutcomeError,
} from '@darkroom/getty';
import { GETTY_AWAY } from '@darkroom/queue';

import { backoffMs, REFUSAL_BACKOFF } from '../when-to-poll/backoff.ts';
import type { Deps, Pass } from '../pass/deps.ts';
import type { Learned, Outcome, Story } from '../pass/outcome.ts';
import type { Turn } from '../pass/turn.ts';
import { NoTurnError } from '../limits/no-turn.ts';
import { PAUSES, pauseOf } from '../limits/pauses.ts';
import { hadNoWay } from '../limits/unreachable.ts';

/** Pause before a job that could not reach Getty tries again. Once Getty is known to be away, it waits for Getty to be back. */
const NO_WAY_MS = 2_000;

/** The number of certain refusals of paid calls before the job fails: with the backoff, about twenty minutes. */
export const MOST_REFUSALS = 20;

/**
 * The outcome of an error of a paid call. Either Getty certainly did not accept it: then it is sent again, or the job fails without charge.
 * Or that is unknown: then the intent stays open and the outcome is looked up. Errors that are not from Getty are rethrown.
 */
export function afterPaidError(deps: Deps, pass: Pass, { intent, turn, mayPass }: Sent & { intent: string }, error: unknown): Outcome {
  const now = deps.clock.now();
  if (error instanceof NotSentError || error instanceof NoTurnError) {
    return {
      kind: 'snoozed',
      status: 'queued',
      at: now,
      settles: intent,
      billing: { state: 'not_charged', because: 'nothing_sent' },
      story: { event: 'not_sent' },
    };
  }
  if (!(error instanceof GettyError)) throw error;
  // Only on a download is a 409 a refusal. Elsewhere it says that something collided, not whether ours was accepted: as after a lost answer.
  if (error instanceof UnknownOutcomeError || (error instanceof ConflictError && error.call !== 'start_download')) {
    return {
      kind: 'snoozed',
      status: 'submitting',
      at: now,
      set: status(error),
      story: { event: 'outcome_unknown', ...describeError(error) },
    };
  }
  return refused(deps, pass, error, { intent, turn, mayPass });
}

/** The same for an error before the intent, such as a missing token: certainly nothing was sent. */
export function refused(deps: Deps, pass: Pass, error: GettyError, { intent, turn, mayPass = false }: Sent): Outcome {
  const { record } = pass;
  const now = deps.clock.now();
  const learned = {
    ...(intent !== undefined && { settles: intent, billing: { state: 'not_charged', because: 'getty_refused' } as const }),
    set: status(error),
    story: { event: 'refused', ...describeError(error) } satisfies Story,
  };
  if (hadNoWay(error)) return noWay(deps, learned);
  if (error instanceof ThrottledError) return throttled(deps, pass, error, { ...learned, turn });
  if (error instanceof TerminalError && error.quotaExceeded && record.type === 'generation') return quotaUsedUp(deps, pass, error, learned);
  if (mayPass || error instanceof RetryableError || error instanceof AuthError || error instanceof ConflictError) {
    const refusals = record.refusals + 1;
    const set = { ...learned.set, refusals };
    if (refusals >= MOST_REFUSALS) return { kind: 'failed', error: jobError(error), ...learned, set };
    const at =
      now + backoffMs(REFUSAL_BACKOFF, record.refusals, deps.random, error instanceof RetryableError ? error.retryAfterMs : undefined);
    return { kind: 'snoozed', status: 'queued', at, leaveSlot: !(error instanceof ConflictError), ...learned, set };
  }
  return { kind: 'failed', error: jobError(error), ...learned };
}

type Refused = Learned & { story: NonNullable<Learned['story']> };

/** The refused call: its turn, its intent if it was a paid one, and whether the same call may be accepted later. */
export type Sent = { turn: Turn; intent?: string; mayPass?: boolean | undefined };

/** Getty cannot be reached, which is no fault of the job: it keeps its slot, and is sent when Getty is reachable. */
function noWay(deps: Deps, learned: Refused): Outcome {
  const at = deps.clock.now() + Math.round(NO_WAY_MS * (1 + deps.random()));
  return { kind: 'snoozed', status: 'queued', reason: 'getty_away', at, ...learned, park: GETTY_AWAY };
}

/** A limit of the account: sent again when there is room, without counting an attempt. */
function throttled(deps: Deps, pass: Pass, error: ThrottledError, { turn, ...learned }: Refused & Pick<Sent, 'turn'>): Outcome {
  const now = deps.clock.now();
  const common = {
    kind: 'snoozed',
    status: 'queued',
    reason: 'throttled',
    leaveSlot: true,
    ...learned,
    story: { ...learned.story, limit: error.limit },
  } as const;
  if (error.limit === 'daily') {
    const until = now + (error.retryAfterMs ?? PAUSES.daily.probeMs);
    // Only downloads are known to have a daily limit; a generation refused this way waits alone.
    return pass.record.type === 'download'
      ? { ...common, at: until, pause: { name: pauseOf(pass.record).name, until } }
      : { ...common, at: until };
  }
  const base = error.limit === 'queries' ? 1_000 : 2_000;
  return {
    ...common,
    at: now + (error.retryAfterMs ?? Math.round(base * (1 + deps.random()))),
    refused: { limit: error.limit, epoch: turn.mark },
  };
}

/** The product's quota: its submits wait until more is bought or a new period begins. */
function quotaUsedUp(deps: Deps, pass: Pass, error: TerminalError, learned: Refused): Outcome {
  const until = deps.clock.now() + (error.retryAfterMs ?? PAUSES.quota.probeMs);
  const pause = { name: pauseOf(pass.record).name, until, event: 'quota.exhausted' as const };
  return { kind: 'snoozed', status: 'queued', reason: 'paused', at: until, leaveSlot: true, ...learned, pause };
}

/** Translates Getty's refusal. Callers decide by `code` (docs/errors.md). */
export function jobError(error: GettyError): JobError {
  return {
    code: errorCode(error),
    message: error.message,
    getty: { status: error.status ?? null, code: error.code ?? null, detail: error.errorDetail ?? null },
  };
}

function errorCode(error: GettyError): JobErrorCode {
  if (error.name === 'TerminalError' && 'quotaExceeded' in error && error.quotaExceeded === true) return 'quota_exceeded';
  switch (error.name) {
    case 'TerminalError':
      return error.status === 403 ? 'not_authorized' : 'getty_refused';
    case 'NotFoundError':
      return 'not_found';
    case 'GoneError':
      return 'gone';
    case 'AuthError':
      return 'getty_auth';
    case 'ConflictError':
      return 'getty_conflict';
    case 'RetryableError':
    case 'ThrottledError':
      return 'getty_unavailable';
    case 'UnknownOutcomeError':
      return 'outcome_unknown';
  }
}

/** The fields of an error in the timeline. */
export function describeError(error: GettyError) {
  return { error: error.name, status: error.status ?? null, code: error.code ?? null };
}

export function status(error: GettyError) {
  return error.status === undefined ? {} : { last_status: error.status };
}
