import { ReconciliationId, type Tenant } from '@darkroom/contracts';
import type { ReconciliationRecord, Store } from '@darkroom/queue';

import { ProblemError } from '../http/problem.ts';

/** A reconciliation of the tenant, or any (`tenant` null: an operator); others are not found. @throws ProblemError not_found */
export async function findReconciliation(store: Store, id: string, tenant: Tenant | null): Promise<ReconciliationRecord> {
  const record = ReconciliationId.safeParse(id).success ? await store.reconciliations.get(id) : null;
  if (record === null || (tenant !== null && record.tenant !== tenant)) throw noReconciliation();
  return record;
}

export function noReconciliation(): ProblemError {
  return new ProblemError('not_found', 'There is no reconciliation with this id.');
}
