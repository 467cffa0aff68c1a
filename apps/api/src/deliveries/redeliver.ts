import { presentDelivery, type Store } from '@darkroom/queue';

import { refuseDisabled } from '../endpoints/refuse-disabled.ts';
import { findDelivery, noDelivery } from './find-delivery.ts';
import type { Handler } from '../http/handler.ts';
import { NoFields, noteReplay, readAction } from '../http/idempotency/read-action.ts';

/**
 * `POST /v1/deliveries/{id}/redeliver`: sends it again under the same `webhook-id`, with a fresh round of tries; a pending one at once. 202
 * with the delivery.
 */
export function redeliver({ store }: { store: Store }): Handler {
  return async (request, response) => {
    const { idempotency, author } = await readAction(store, { request, response }, NoFields);
    const { id } = await findDelivery(store, request, response);
    const outcome = await store.deliveries.redeliver(id, { idempotency, author });
    noteReplay(response, outcome === 'replayed');
    if (outcome === 'closed') throw refuseDisabled('The endpoint of this delivery is disabled or was deleted.');
    const delivery = outcome === 'missing' ? null : await store.deliveries.get(id);
    if (!delivery) throw noDelivery(); // removed since it was found
    response.status(202).setHeader('Location', `/v1/deliveries/${id}`);
    response.json(presentDelivery(delivery, await store.deliveries.detail(id)));
  };
}
