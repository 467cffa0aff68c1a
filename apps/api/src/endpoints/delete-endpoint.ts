import type { Store } from '@darkroom/queue';

import { findEndpoint } from './find-endpoint.ts';
import { authorOf } from '../http/author-of.ts';
import type { Handler } from '../http/handler.ts';

/** `DELETE /v1/endpoints/{id}`: its pending deliveries end as `refused`; earlier ones are kept for the usual time. */
export function deleteEndpoint({ store }: { store: Store }): Handler {
  return async (request, response) => {
    const { id, tenant } = await findEndpoint(store, request, response);
    await store.endpoints.remove(id, tenant, authorOf(request, response));
    response.status(204).end();
  };
}
