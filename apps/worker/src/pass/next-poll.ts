import { workKindOf } from '@darkroom/queue';

import { AWAY_BACKOFF, backoffMs, POLL_BACKOFF } from '../when-to-poll/backoff.ts';
import type { Deps, Pass } from './deps.ts';
import type { Turn } from './turn.ts';
import type { Pace } from '../when-to-poll/learn-polls.ts';
import { pollDelayMs, type PollSoFar } from '../when-to-poll/poll-delay.ts';

/** What the next poll depends on, of a pass or a look. */
type Polled = Pick<Pass, 'record' | 'slotsWanted'>;

type NextPollDeps = Pick<Deps, 'polls' | 'random' | 'clock'>;

/** How long until Getty is polled (again) about a job that it has accepted, in ms. */
export function nextPollMs(
  deps: NextPollDeps,
  pass: Polled,
  { scarce = false, ...soFar }: Omit<PollSoFar, 'pace'> & Partial<Pick<Turn, 'scarce'>>,
): number {
  const delayMs = pollDelayMs(deps.polls.of(workKindOf(pass.record)), { ...soFar, pace: paceOf(pass, scarce) }, deps.random);
  return byDeadline(deps, pass, delayMs);
}

/** More calls do not help while calls wait for each other. A download holds no slot that others wait for. */
function paceOf({ record, slotsWanted }: Polled, scarce: boolean): Pace {
  if (scarce) return 'thrifty';
  return slotsWanted && record.type === 'generation' ? 'eager' : 'usual';
}

/** The same after a poll that failed: the pauses grow while Getty does not answer. */
export function nextPollAfterErrorMs(
  deps: NextPollDeps,
  pass: Polled,
  { retryAfterMs, away }: { retryAfterMs: number | undefined; away: boolean },
): number {
  const backoff = away ? AWAY_BACKOFF : POLL_BACKOFF;
  return byDeadline(deps, pass, backoffMs(backoff, pass.record.polls + 1, deps.random, retryAfterMs));
}

/** At its deadline a job is always polled a last time, so that what Getty has by then is not lost. */
function byDeadline({ clock }: NextPollDeps, { record }: Pick<Pass, 'record'>, delayMs: number): number {
  const leftMs = record.deadlineAt - clock.now();
  return leftMs > 0 ? Math.min(delayMs, leftMs) : delayMs;
}
