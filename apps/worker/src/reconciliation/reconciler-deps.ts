import type { Prices } from '@darkroom/contracts';
import { HISTORY_PAGE_SIZE, type GettyClient } from '@darkroom/getty';
import type { Store } from '@darkroom/queue';
import type { Clock } from '@darkroom/runtime';
import type { Tracing } from '@darkroom/telemetry';

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
  limits?: ReconcilerLimits;
  /** Where reconciliations are traced. */
  tracing?: Tracing | undefined;
};

/**
 * `pageSize`: entries in a page of Getty's history. `mostEntries`: a worker remembers a few bytes of each. `mostAsked`: so many missing calls
 * are asked for by id, one call each; if more are missing, the whole history is read again.
 */
export type ReconcilerLimits = { pageSize: number; mostEntries: number; mostAsked: number };

export const RECONCILER_LIMITS: ReconcilerLimits = { pageSize: HISTORY_PAGE_SIZE, mostEntries: 250_000, mostAsked: 200 };
