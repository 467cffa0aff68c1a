import { describeShort, type Short } from '@darkroom/queue';

import { ProblemError } from './problem.ts';

/** The refusal of what a budget has no room for, or cannot count. */
export function shortOfBudget({ outcome, need }: Short): ProblemError {
  return new ProblemError(outcome, describeShort(outcome, need));
}
