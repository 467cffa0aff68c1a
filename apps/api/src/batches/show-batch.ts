import { BatchId, type Tenant } from '@darkroom/contracts';
import { presentBatch, type BatchRecord, type Store } from '@darkroom/queue';

import { answerBatch } from './answer-batch.ts';
import type { Handler } from '../http/handler.ts';
import { ProblemError } from '../http/problem.ts';

/** `GET /v1/batches/{id}`: how many of its jobs have come how far; always 200, whatever became of them. */
export function showBatch({ store }: { store: Store }): Handler {
  return async (request, response) => {
    const batch = await findBatch(store, String(request.params['id']), response.locals.tenant);
    response.locals.noted.batch_id = batch.id;
    answerBatch(response, 200, presentBatch(batch));
  };
}

/** A tenant's own batch. Another tenant's is as unknown as one that never was. @throws ProblemError not_found */
async function findBatch(store: Store, id: string, tenant: Tenant): Promise<BatchRecord> {
  const batch = BatchId.safeParse(id).success ? await store.batches.get(id) : null;
  if (batch?.tenant !== tenant) throw new ProblemError('not_found', 'There is no batch with this id.');
  return batch;
}
