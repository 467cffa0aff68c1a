import { reconciledTime, ReconciliationRequest } from '@darkroom/contracts';
import { presentReconciliation, type Store } from '@darkroom/queue';
import type { Clock } from '@darkroom/runtime';

import { retryAfter } from '../http/answer/retry-after.ts';
import { tenantOrAll, type Handler } from '../http/handler.ts';
import { noteReplay, readAction } from '../http/idempotency/read-action.ts';
import { ProblemError } from '../http/problem.ts';
import { invalidRequest } from '../http/request/validate.ts';
import { answerReconciliation } from './answer-reconciliation.ts';
import { noReconciliation } from './find-reconciliation.ts';

/** How far a caller's clock may be ahead, in ms. */
const CLOCK_SKEW_MS = 5 * 60_000;
/** When there may be room for another, in seconds. */
const AGAIN_S = 30;

/** `POST /v1/reconciliations`: 202; a worker runs it. @throws ProblemError */
export function startReconciliation({ store, clock }: { store: Store; clock: Clock }): Handler {
  return async (request, response) => {
    const { body, idempotency, author } = await readAction(store, { request, response }, ReconciliationRequest);
    const { from, to } = reconciledTime(body);
    if (from > clock.now() + CLOCK_SKEW_MS) throw invalidRequest([{ pointer: '/from', detail: 'must not be in the future' }]);
    const started = await store.reconciliations.start({ tenant: tenantOrAll(response), from, to }, { idempotency, author });
    if (started === 'full') {
      const headers = { 'Retry-After': retryAfter(AGAIN_S) };
      throw new ProblemError('too_many_reconciliations', 'Three reconciliations are running. Start another when one has ended.', {
        headers,
      });
    }
    if (started === 'gone') throw noReconciliation();
    noteReplay(response, started.replayed);
    answerReconciliation(response, 202, presentReconciliation(started.record));
  };
}
