import type { ProcessingTime } from '@darkroom/queue';

import { learnPolls, type LearntPolls, type Pace } from '../learn-polls.ts';
import { pollDelayMs } from '../poll-delay.ts';
import type { Draw } from './getty-times.ts';

/** As many as `write.lua` keeps. */
const KEPT = 500;
/** Jobs that end between two readings of a worker. */
const LEARN_EVERY = 20;

/** A schedule that learns from the jobs it polls, as all workers together do; for `simulatePolls`. */
export function learningPolls(random: Draw, pace: Pace = 'usual') {
  const latest: ProcessingTime[] = [];
  let ended = 0;
  let learnt: LearntPolls | undefined;
  return {
    delayMs: (sinceMs: number, polls: number): number => pollDelayMs(learnt, { sinceMs, polls, pace }, random),
    learn: (processingTime: ProcessingTime): void => {
      latest.unshift(processingTime);
      latest.length = Math.min(latest.length, KEPT);
      if (++ended % LEARN_EVERY === 0) learnt = learnPolls(latest);
    },
  };
}

/** The schedule if nothing is ever learnt. */
export function backoffPolls(random: Draw) {
  return { delayMs: (sinceMs: number, polls: number): number => pollDelayMs(undefined, { sinceMs, polls, pace: 'usual' }, random) };
}
