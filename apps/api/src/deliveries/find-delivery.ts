import { DeliveryId } from '@darkroom/contracts';
import type { DeliveryRecord, Store } from '@darkroom/queue';
import type { Request } from 'express';

import { belongsTo, tenantOrAll, type Answer } from '../http/handler.ts';
import { ProblemError } from '../http/problem.ts';

/** The delivery in the path, if it belongs to the tenant of the request. @throws ProblemError not_found */
export async function findDelivery(store: Store, request: Request, response: Answer): Promise<DeliveryRecord> {
  const id = String(request.params['id']);
  const delivery = DeliveryId.safeParse(id).success ? await store.deliveries.get(id, tenantOrAll(response)) : null;
  if (!delivery || !belongsTo(delivery, tenantOrAll(response))) throw noDelivery();
  response.locals.noted.delivery_id = delivery.id;
  return delivery;
}

export function noDelivery(): ProblemError {
  return new ProblemError('not_found', 'There is no delivery with this id.');
}
