import { EndpointId } from '@darkroom/contracts';
import type { EndpointRecord, Store } from '@darkroom/queue';
import type { Request } from 'express';

import { belongsTo, tenantOrAll, type Answer } from '../http/handler.ts';
import { ProblemError } from '../http/problem.ts';

/** The endpoint in the path, if it belongs to the tenant of the request. @throws ProblemError not_found */
export async function findEndpoint(store: Store, request: Request, response: Answer): Promise<EndpointRecord> {
  const id = String(request.params['id']);
  const endpoint = EndpointId.safeParse(id).success ? await store.endpoints.get(id) : null;
  if (!endpoint || !belongsTo(endpoint, tenantOrAll(response))) throw noEndpoint();
  response.locals.noted.endpoint_id = endpoint.id;
  return endpoint;
}

export function noEndpoint(): ProblemError {
  return new ProblemError('not_found', 'There is no endpoint with this id.');
}
