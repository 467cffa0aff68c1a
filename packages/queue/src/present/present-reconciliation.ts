import { formatCost, type Reconciliation } from '@darkroom/contracts';

import type { ReconciliationRecord } from '../records/reconciliation-record.ts';
import { instantText, instantTextOrNull } from './instant-text.ts';

/** A reconciliation as the API, its event and its webhook show it. */
export function presentReconciliation(record: ReconciliationRecord): Reconciliation {
  const { counts, differences } = record;
  return {
    id: record.id,
    object: 'reconciliation',
    status: record.status,
    tenant: record.tenant,
    trigger: record.trigger,
    scope: record.scope,
    from: instantText(record.from),
    to: instantText(record.to),
    counts,
    cost_difference: record.currency === null || record.unpriced > 0 ? null : formatCost(record.cost),
    currency: record.currency,
    differences,
    differences_omitted: Math.max(0, counts.ours_only + counts.getty_only + counts.different - differences.length),
    not_compared: record.notCompared,
    progress: {
      step: record.step,
      pages: record.pages,
      entries: record.entries,
      jobs: record.jobs,
      resume_at: instantTextOrNull(record.resumeAt),
    },
    error: record.error,
    created_at: instantText(record.createdAt),
    completed_at: instantTextOrNull(record.completedAt),
  };
}
