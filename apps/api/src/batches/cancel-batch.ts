import { presentSubmittedBatch, type Store } from '@darkroom/queue';

import { answerBatch } from './answer-batch.ts';
import { findBatch, noBatch } from './find-batch.ts';
import type { Handler } from '../http/handler.ts';
import { NoFields, noteReplay, readAction } from '../http/idempotency/read-action.ts';
import { traceAction } from '../http/trace-action.ts';
import { ProblemError } from '../http/problem.ts';

/** `POST /v1/batches/{id}/cancel`: 200 if all of its jobs have ended, 202 while Getty still has some. */
export function cancelBatch({ store }: { store: Store }): Handler {
  return async (request, response) => {
    const { idempotency, author } = await readAction(store, { request, response }, NoFields);
    const { id, tenant, spec } = await findBatch(store, request, response);
    const tookEffect = traceAction(response, 'cancel', { what: 'batch', id, tenant, trace: spec.trace });
    const canceled = await store.batches.cancel(id, { idempotency, author });
    if (canceled.outcome === 'missing') throw noBatch(); // removed in the meantime
    if (canceled.outcome === 'already_finished') throw new ProblemError('already_finished', 'Each job of this batch has ended.');
    noteReplay(response, canceled.outcome === 'replayed');
    if (canceled.outcome === 'canceled') tookEffect(canceled.outcome);
    const { batch } = canceled;
    const status = batch.completedAt === null ? 202 : 200;
    answerBatch(response, status, presentSubmittedBatch(batch, await store.batches.rejected(batch.id)));
  };
}
