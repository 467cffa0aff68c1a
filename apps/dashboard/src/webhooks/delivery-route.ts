import type { Store } from '@darkroom/queue';
import express, { type Router } from 'express';

import { personOf, sees } from '../login/person.ts';
import { sendProblem } from '../send-problem.ts';

/** `/deliveries/{id}` leads to its page: Bull Board has only the id of a delivery. People with several tenants see one at a time. */
export function deliveryRoute({ deliveries }: Pick<Store, 'deliveries'>): Router {
  const router = express.Router();
  router.get('/deliveries/:id', async (request, response) => {
    const delivery = await deliveries.get(request.params.id);
    if (!delivery || !sees(personOf(response), delivery.tenant))
      return sendProblem(request, response, 'not_found', 'There is no such delivery.');
    const { id, tenant } = delivery;
    const names = (personOf(response).tenants?.length ?? 0) > 1;
    return response.redirect(302, `/webhooks?${new URLSearchParams({ ...(names && { tenant }), delivery: id }).toString()}`);
  });
  return router;
}
