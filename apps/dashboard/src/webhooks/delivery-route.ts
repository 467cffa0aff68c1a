import type { Store } from '@darkroom/queue';
import express, { type Router } from 'express';

import { personOf, sees } from '../login/person.ts';
import { sendProblem } from '../send-problem.ts';

/** `/deliveries/{id}` leads to the job: Bull Board knows a delivery by its id alone. */
export function deliveryRoute({ deliveries }: Pick<Store, 'deliveries'>): Router {
  const router = express.Router();
  router.get('/deliveries/:id', async (request, response) => {
    const delivery = await deliveries.get(request.params.id);
    if (!delivery || !sees(personOf(response), delivery.tenant))
      return sendProblem(request, response, 'not_found', 'There is no such delivery.');
    if (!delivery.jobId) return sendProblem(request, response, 'not_found', 'This delivery is about no job.');
    return response.redirect(302, `/jobs/${delivery.jobId}`);
  });
  return router;
}
