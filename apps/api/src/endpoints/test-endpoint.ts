import { presentDelivery, type Store } from '@darkroom/queue';

import { findEndpoint, noEndpoint } from './find-endpoint.ts';
import type { Handler } from '../http/handler.ts';
import { refuseDisabled } from './refuse-disabled.ts';

/** `POST /v1/endpoints/{id}/test`: sends `webhook.test` to this endpoint alone, as any other webhook is sent. 202 with the delivery. */
export function testEndpoint({ store }: { store: Store }): Handler {
  return async (request, response) => {
    const endpoint = await findEndpoint(store, request, response);
    const delivery = await store.endpoints.test(endpoint.id);
    if (delivery === 'missing') throw noEndpoint(); // deleted since it was found
    if (delivery === 'closed') throw refuseDisabled();
    response.locals.noted.delivery_id = delivery.id;
    response.status(202).setHeader('Location', `/v1/deliveries/${delivery.id}`);
    response.json(presentDelivery(delivery, []));
  };
}
