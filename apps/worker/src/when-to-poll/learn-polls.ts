import type { ProcessingTime } from '@darkroom/queue';

import { estimateProcessingTime } from './estimate-processing-time.ts';
import { planWithin, type PollPlan } from './plan-polls.ts';
import { pollsOfBackoff } from './polls-of-backoff.ts';

/**
 * What was learnt about one type of job. `thrifty` is for times when calls to Getty wait for each other, `eager` for times when jobs wait
 * for the slot of one that is done.
 */
export type LearntPolls = Record<Pace, PollPlan>;
export type Pace = 'usual' | 'thrifty' | 'eager';

type Within = { share: number; least: number; cheapestMs?: number; leastDelayMs?: number };

/** Fewer jobs are not enough data. */
const FEWEST = 20;
/** The share of the backoff's polls that a plan may use, and the smallest sensible number: one poll alone would have to be very late. */
const USUAL: Within = { share: 0.72, least: 1.5 };
const THRIFTY: Within = { share: 0.4, least: 1.2 };
/** A slot that stands empty costs more than a poll. */
const EAGER: Within = { share: 2, least: 4, cheapestMs: 10, leastDelayMs: 100 };

/** Plans the polls from the durations of the latest jobs; undefined if these are too few. A few milliseconds of work. */
export function learnPolls(latest: readonly ProcessingTime[]): LearntPolls | undefined {
  if (latest.length < FEWEST) return undefined;
  const estimate = estimateProcessingTime(latest);
  const polls = pollsOfBackoff(estimate);
  const within = ({ share, least, ...bounds }: Within) => planWithin(estimate, Math.max(share * polls, least), bounds);
  return { usual: within(USUAL), thrifty: within(THRIFTY), eager: within(EAGER) };
}
