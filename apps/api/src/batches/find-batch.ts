import { BatchId } from '@darkroom/contracts';
import type { BatchRecord, Store } from '@darkroom/queue';
import type { Request } from 'express';

import { belongsTo, tenantOrAll, type Answer } from '../http/handler.ts';
import { ProblemError } from '../http/problem.ts';

/** The batch in the path, if it belongs to the tenant of the request; another tenant's batch is not found. @throws ProblemError not_found */
export async function findBatch(store: Store, request: Request, response: Answer): Promise<BatchRecord> {
  const id = String(request.params['id']);
  const batch = BatchId.safeParse(id).success ? await store.batches.get(id) : null;
  if (!batch || !belongsTo(batch, tenantOrAll(response))) throw noBatch();
  response.locals.noted.batch_id = batch.id;
  return batch;
}

export function noBatch(): ProblemError {
  return new ProblemError('not_found', 'There is no batch with this id.');
}
