import type { Difference, Reconciliation, ReconciliationId, Tenant } from '@darkroom/contracts';

import { readCount, readJson, readNumber, type Fields } from '../redis/fields.ts';

/** A reconciliation in Redis, with as many of its differences as were read. Instants in ms, costs in millionths of the currency. */
export type ReconciliationRecord = {
  id: ReconciliationId;
  /** null: of the account. */
  tenant: Tenant | null;
  trigger: Reconciliation['trigger'];
  status: Reconciliation['status'];
  scope: Reconciliation['scope'];
  from: number;
  to: number;
  counts: Reconciliation['counts'];
  cost: number;
  /** Differences without a price. */
  unpriced: number;
  currency: string | null;
  differences: Difference[];
  notCompared: number;
  step: Reconciliation['progress']['step'];
  pages: number;
  entries: number;
  jobs: number;
  resumeAt: number | null;
  error: Reconciliation['error'];
  createdAt: number;
  completedAt: number | null;
};

/** `fields`: those of its hash. `differences`: JSON of those to show. */
export function decodeReconciliation(id: string, fields: Fields, differences: Difference[]): ReconciliationRecord {
  return {
    id: id as ReconciliationId,
    tenant: fields['tenant'] ?? null,
    trigger: fields['trigger'] as Reconciliation['trigger'],
    status: fields['status'] as Reconciliation['status'],
    scope: (fields['scope'] ?? null) as Reconciliation['scope'],
    from: Number(fields['from']),
    to: Number(fields['to']),
    counts: {
      matched: readCount(fields['matched']),
      ours_only: readCount(fields['ours_only']),
      getty_only: readCount(fields['getty_only']),
      different: readCount(fields['different']),
    },
    cost: readCount(fields['cost']),
    unpriced: readCount(fields['unpriced']),
    currency: fields['currency'] ?? null,
    differences,
    notCompared: readCount(fields['not_compared']),
    step: (fields['step'] ?? 'waiting') as ReconciliationRecord['step'],
    pages: readCount(fields['pages']),
    entries: readCount(fields['entries']),
    jobs: readCount(fields['jobs']),
    resumeAt: readNumber(fields['resume_at']),
    error: readJson(fields['error']) as Reconciliation['error'],
    createdAt: Number(fields['created_at']),
    completedAt: readNumber(fields['completed_at']),
  };
}
