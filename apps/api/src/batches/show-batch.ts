import { presentSubmittedBatch, type Store } from '@darkroom/queue';

import { answerBatch } from './answer-batch.ts';
import { findBatch } from './find-batch.ts';
import type { Handler } from '../http/handler.ts';

/** `GET /v1/batches/{id}`: the progress of its jobs, and their ids; always 200, whatever the state. */
export function showBatch({ store }: { store: Store }): Handler {
  return async (request, response) => {
    const batch = await findBatch(store, request, response);
    answerBatch(response, 200, presentSubmittedBatch(batch, await store.batches.rejected(batch.id)));
  };
}
