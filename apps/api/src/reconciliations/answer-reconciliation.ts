import type { Reconciliation } from '@darkroom/contracts';

import { retryAfter } from '../http/answer/retry-after.ts';
import type { Answer } from '../http/handler.ts';

/** Answers with a reconciliation. `Retry-After` until it has ended. */
export function answerReconciliation(response: Answer, status: 200 | 202, reconciliation: Reconciliation): void {
  response.locals.noted.reconciliation_id = reconciliation.id;
  if (status === 202) response.setHeader('Location', `/v1/reconciliations/${reconciliation.id}`);
  if (reconciliation.status === 'running') response.setHeader('Retry-After', retryAfter());
  response.status(status).json(reconciliation);
}
