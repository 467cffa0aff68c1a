import { backoffMs, POLL_BACKOFF } from './backoff.ts';
import type { LearntPolls, Pace } from './learn-polls.ts';
import { MOST_DELAY_MS, type PollPlan } from './plan-polls.ts';

export type PollSoFar = {
  /** Time since Getty accepted the job. */
  sinceMs: number;
  /** Polls that were answered 202 or failed. */
  polls: number;
  pace: Pace;
  /** Getty's Retry-After. */
  retryAfterMs?: number | undefined;
};

/** Jobs submitted together must not come back together, and times that a plan always skips must be checked now and then. */
const JITTER = 0.05;
/** Times match the points of a plan only roughly. */
const NEAR = 1.02;

/** How long until a pending job is polled again, in ms. `Retry-After` wins; without learnt data it is a backoff. */
export function pollDelayMs(learnt: LearntPolls | undefined, soFar: PollSoFar, random: () => number): number {
  if (!learnt || soFar.retryAfterMs !== undefined) return backoffMs(POLL_BACKOFF, soFar.polls, random, soFar.retryAfterMs);
  const since = Math.max(0, soFar.sinceMs);
  const plan = learnt[soFar.pace];
  const delay = nextPollAt(plan, since) - since;
  return Math.round(Math.min(Math.max(delay, plan.leastDelayMs), MOST_DELAY_MS) * (1 + JITTER * (2 * random() - 1)));
}

function nextPollAt({ points, next }: PollPlan, since: number): number {
  const at = points.findLastIndex((point) => point <= since * NEAR);
  return at === points.length - 1 ? since + MOST_DELAY_MS : next[at]!;
}
