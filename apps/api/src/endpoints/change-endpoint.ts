import { EndpointChange } from '@darkroom/contracts';
import { presentEndpoint } from '@darkroom/queue';

import { checkUrl, requireUrl } from './check-url.ts';
import type { EndpointDeps } from './create-endpoint.ts';
import { findEndpoint, noEndpoint } from './find-endpoint.ts';
import type { Handler } from '../http/handler.ts';
import { readJson } from '../http/read-json.ts';
import { validate } from '../http/validate.ts';

/** `PATCH /v1/endpoints/{id}`: what the body names, and nothing else. Tries still to come go to the new URL. */
export function changeEndpoint({ store, clock, allowPrivateNetworks }: EndpointDeps): Handler {
  return async (request, response) => {
    const body = validate(EndpointChange, await readJson(request), (input) => checkUrl(input, allowPrivateNetworks));
    requireUrl(body, allowPrivateNetworks);
    const { id } = await findEndpoint(store, request, response);
    const changed = await store.endpoints.change(id, body);
    if (!changed) throw noEndpoint(); // deleted since it was found
    response.json(presentEndpoint(changed, clock.now()));
  };
}
