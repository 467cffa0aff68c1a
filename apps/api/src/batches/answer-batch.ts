import type { Batch } from '@darkroom/contracts';

import type { Answer } from '../http/handler.ts';
import { retryAfter } from '../http/answer/retry-after.ts';

/** Answers with a batch. A 202 has its address, and until it is completed each answer says when to ask again. */
export function answerBatch(response: Answer, status: 200 | 202, batch: Batch): void {
  if (status === 202) response.setHeader('Location', batch.urls.self);
  if (batch.status === 'running') response.setHeader('Retry-After', retryAfter());
  response.status(status).json(batch);
}
