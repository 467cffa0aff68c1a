import type { GettyClient } from '@darkroom/getty';
import type { Pass, Store } from '@darkroom/queue';
import type { Clock } from '@darkroom/runtime';
import type { Tracing } from '@darkroom/telemetry';

import type { PollsLearnt } from '../when-to-poll/polls-learnt.ts';

/** The dependencies of the steps of a pass. */
export type Deps = {
  store: Pick<Store, 'jobs' | 'passes' | 'queries' | 'uploads'>;
  getty: GettyClient;
  clock: Clock;
  random: () => number;
  policy: Policy;
  polls: PollsLearnt;
  /** Where passes are traced. */
  tracing?: Tracing | undefined;
};

/** Times and rules of paid calls, from the settings. */
export type Policy = {
  /** A paid call without an answer after this time has an unknown outcome, in ms. */
  paidTimeoutMs: number;
  /** The largest delay of Getty's history, in ms. */
  historySettleMs: number;
  /** Whether our correlation mark is appended to `notes`. */
  notes: 'append' | 'off';
  /** The archive, and whether previews go there too. Absent: there is none. */
  archive?: { previews: boolean } | undefined;
};

/** A paid call that would start later than this after its intent is not made, in ms. */
export const START_WITHIN_MS = 5_000;

/** The time after which a paid call that is not found counts as not accepted, in ms since the epoch. */
export function absenceCountsAt(policy: Pick<Policy, 'paidTimeoutMs' | 'historySettleMs'>, intentAt: number): number {
  return intentAt + START_WITHIN_MS + policy.paidTimeoutMs + policy.historySettleMs;
}

export type { Pass };
