import { presentSubmittedBatch, type Store } from '@darkroom/queue';

import { answerBatch } from './answer-batch.ts';
import { findBatch } from './find-batch.ts';
import type { Handler } from '../http/handler.ts';

/** `GET /v1/batches/{id}`: how many of its jobs have come how far, and which they are; always 200, whatever became of them. */
export function showBatch({ store }: { store: Store }): Handler {
  return async (request, response) => {
    const batch = await findBatch(store, request, response);
    answerBatch(response, 200, presentSubmittedBatch(batch, await store.batches.rejected(batch.id)));
  };
}
