import type { GettyClient } from '@darkroom/getty';
import type { Pass, Store } from '@darkroom/queue';
import type { Clock } from '@darkroom/runtime';

import type { PollsLearnt } from '../when-to-poll/polls-learnt.ts';

/** What the steps of a pass work with. */
export type Deps = {
  store: Pick<Store, 'jobs' | 'passes' | 'queries'>;
  getty: GettyClient;
  clock: Clock;
  random: () => number;
  policy: Policy;
  polls: PollsLearnt;
};

/** Times and rules of paid calls, from the settings. */
export type Policy = {
  /** A paid call that has not been answered by then has an unknown outcome, in ms. */
  paidTimeoutMs: number;
  /** How far Getty's history may lag behind, in ms. */
  historySettleMs: number;
  /** Whether our correlation id is appended to `notes`. */
  notes: 'append' | 'off';
};

/** A paid call that would start later than this after its intent is not made, in ms. */
export const START_WITHIN_MS = 5_000;

/** From when on a paid call that cannot be found was not taken, in ms since the epoch. */
export function absenceCountsAt(policy: Policy, intentAt: number): number {
  return intentAt + START_WITHIN_MS + policy.paidTimeoutMs + policy.historySettleMs;
}

export type { Pass };
