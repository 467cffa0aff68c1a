import { EndpointChange } from '@darkroom/contracts';
import { presentEndpoint } from '@darkroom/queue';

import type { EndpointDeps } from './create-endpoint.ts';
import { findEndpoint, noEndpoint } from './find-endpoint.ts';
import { checkUrl } from '../http/request/check-url.ts';
import { authorOf } from '../http/author-of.ts';
import type { Handler } from '../http/handler.ts';
import { readJson } from '../http/request/read-json.ts';
import { requireNone, validate } from '../http/request/validate.ts';

/** `PATCH /v1/endpoints/{id}`: changes only the given fields. Later tries go to the new URL. */
export function changeEndpoint({ store, clock, allowPrivateNetworks }: EndpointDeps): Handler {
  return async (request, response) => {
    const body = validate(EndpointChange, await readJson(request), (input) =>
      checkUrl((input as { url?: unknown } | null)?.url, allowPrivateNetworks),
    );
    requireNone(checkUrl(body.url, allowPrivateNetworks));
    const { id } = await findEndpoint(store, request, response);
    const status = body.status === null ? 'enabled' : body.status; // the initial status
    const changed = await store.endpoints.change(id, { ...body, status }, authorOf(request, response));
    if (!changed) throw noEndpoint(); // deleted in the meantime
    response.json(presentEndpoint(changed, clock.now()));
  };
}
