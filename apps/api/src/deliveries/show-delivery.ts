import { presentDelivery, type Store } from '@darkroom/queue';

import { findDelivery } from './find-delivery.ts';
import type { Handler } from '../http/handler.ts';

/** `GET /v1/deliveries/{id}`: with each of its tries. */
export function showDelivery({ store }: { store: Store }): Handler {
  return async (request, response) => {
    const delivery = await findDelivery(store, request, response);
    response.json(presentDelivery(delivery, await store.deliveries.detail(delivery.id)));
  };
}
