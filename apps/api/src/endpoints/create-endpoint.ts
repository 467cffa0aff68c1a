import { EndpointRequest, type EndpointWithSecret } from '@darkroom/contracts';
import { newEndpointId, presentEndpoint, type Store } from '@darkroom/queue';
import type { Clock, SecretBox } from '@darkroom/runtime';

import { checkUrl, requireUrl } from './check-url.ts';
import { noEndpoint } from './find-endpoint.ts';
import type { Handler } from '../http/handler.ts';
import { ProblemError } from '../http/problem.ts';
import { readJson } from '../http/read-json.ts';
import { validate } from '../http/validate.ts';
import { sealSecret } from './seal-secret.ts';

export type EndpointDeps = { store: Store; clock: Clock; secretBox: SecretBox | undefined; allowPrivateNetworks: boolean };

/** `POST /v1/endpoints`: 201 with the secret, which is not shown again. */
export function createEndpoint({ store, clock, secretBox, allowPrivateNetworks }: EndpointDeps): Handler {
  return async (request, response) => {
    const { tenant, noted } = response.locals;
    const body = validate(EndpointRequest, await readJson(request), (input) => checkUrl(input, allowPrivateNetworks));
    requireUrl(body, allowPrivateNetworks);
    const id = newEndpointId();
    const { secret, sealed } = sealSecret(secretBox, id, body.secret);
    const { url, events = null, description = null, metadata = null } = body;
    const outcome = await store.endpoints.create({ id, tenant, url, events, description, metadata, secret: sealed });
    if (outcome === 'full') {
      throw new ProblemError('too_many_endpoints', 'A tenant may have at most 50 endpoints. Delete one that is not needed any more.');
    }
    const created = await store.endpoints.get(id);
    if (!created) throw noEndpoint(); // deleted in the same moment
    noted.endpoint_id = id;
    const answer: EndpointWithSecret = { ...presentEndpoint(created, clock.now()), secret };
    response.status(201).setHeader('Location', `/v1/endpoints/${id}`);
    response.json(answer);
  };
}
