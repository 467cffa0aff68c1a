import { presentDelivery, type Store } from '@darkroom/queue';

import { findEndpoint, noEndpoint } from './find-endpoint.ts';
import type { Handler } from '../http/handler.ts';
import { NoFields, noteReplay, readAction } from '../http/idempotency/read-action.ts';
import { refuseDisabled } from './refuse-disabled.ts';

/** `POST /v1/endpoints/{id}/test`: sends `webhook.test` only to this endpoint, like any other webhook. 202 with the delivery. */
export function testEndpoint({ store }: { store: Store }): Handler {
  return async (request, response) => {
    const { idempotency, author } = await readAction(store, { request, response }, NoFields);
    const endpoint = await findEndpoint(store, request, response);
    const tested = await store.endpoints.test(endpoint.id, { idempotency, author });
    if (tested === 'missing') throw noEndpoint(); // deleted in the meantime
    if (tested === 'closed') throw refuseDisabled();
    const { delivery, replayed } = tested;
    noteReplay(response, replayed);
    response.locals.noted.delivery_id = delivery.id;
    response.status(202).setHeader('Location', `/v1/deliveries/${delivery.id}`);
    response.json(presentDelivery(delivery, await store.deliveries.detail(delivery.id)));
  };
}
