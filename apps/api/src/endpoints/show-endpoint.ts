import { presentEndpoint, type Store } from '@darkroom/queue';
import type { Clock } from '@darkroom/runtime';

import { findEndpoint } from './find-endpoint.ts';
import type { Handler } from '../http/handler.ts';

/** `GET /v1/endpoints/{id}` */
export function showEndpoint({ store, clock }: { store: Store; clock: Clock }): Handler {
  return async (request, response) => {
    response.json(presentEndpoint(await findEndpoint(store, request, response), clock.now()));
  };
}
