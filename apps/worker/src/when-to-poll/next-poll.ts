import { backoffMs, POLL_BACKOFF } from '../backoff.ts';
import type { Deps, Pass } from '../deps.ts';
import { pollDelayMs, type PollSoFar } from './poll-delay.ts';

/** So long before its deadline a job is looked at a last time: what Getty has by then is not lost. */
const LAST_LOOK_MS = 1_000;

type NextPollDeps = Pick<Deps, 'polls' | 'random' | 'clock'>;

/** How long until Getty is asked (again) about a job that it has accepted, in ms. */
export function nextPollMs(deps: NextPollDeps, pass: Pass, soFar: Omit<PollSoFar, 'scarce'>): number {
  const delayMs = pollDelayMs(deps.polls.of(pass.record.type), { ...soFar, scarce: pass.scarce }, deps.random);
  return beforeDeadline(deps, pass, delayMs, soFar.retryAfterMs);
}

/** The same after a poll that failed: who does not answer is asked ever more rarely. */
export function nextPollAfterErrorMs(deps: NextPollDeps, pass: Pass, retryAfterMs: number | undefined): number {
  return beforeDeadline(deps, pass, backoffMs(POLL_BACKOFF, pass.record.polls + 1, deps.random, retryAfterMs), retryAfterMs);
}

function beforeDeadline({ clock }: NextPollDeps, { record }: Pass, delayMs: number, retryAfterMs: number | undefined): number {
  const lastLookMs = record.deadlineAt - LAST_LOOK_MS - clock.now();
  return lastLookMs > 0 && retryAfterMs === undefined ? Math.min(delayMs, lastLookMs) : delayMs;
}
