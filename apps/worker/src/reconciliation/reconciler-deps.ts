import type { Prices } from '@darkroom/contracts';
import type { GettyClient } from '@darkroom/getty';
import type { Store } from '@darkroom/queue';
import type { Clock } from '@darkroom/runtime';

import type { Policy } from '../pass/deps.ts';

/** The dependencies of a reconciliation's steps. */
export type ReconcilerDeps = {
  store: Pick<Store, 'jobs' | 'paidJobs' | 'queries' | 'reconciliationWork'>;
  getty: Pick<GettyClient, 'history' | 'historyItem'>;
  clock: Clock;
  policy: Pick<Policy, 'paidTimeoutMs' | 'historySettleMs'>;
  prices: Prices | undefined;
  /** How long ended jobs are kept, in ms. */
  retentionMs: number;
};
