import { presentReconciliation, type Store } from '@darkroom/queue';

import { tenantOrAll, type Handler } from '../http/handler.ts';
import { answerReconciliation } from './answer-reconciliation.ts';
import { findReconciliation } from './find-reconciliation.ts';

/** `GET /v1/reconciliations/{id}`: always 200, whatever its state. */
export function showReconciliation({ store }: { store: Store }): Handler {
  return async (request, response) => {
    const record = await findReconciliation(store, String(request.params['id']), tenantOrAll(response));
    answerReconciliation(response, 200, presentReconciliation(record));
  };
}
