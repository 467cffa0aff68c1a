import { EndpointRequest, type EndpointWithSecret } from '@darkroom/contracts';
import { newEndpointId, presentEndpoint, type Store } from '@darkroom/queue';
import type { Clock, SecretBox } from '@darkroom/runtime';

import { noEndpoint } from './find-endpoint.ts';
import { checkUrl } from '../http/request/check-url.ts';
import { noteSecretRead } from './note-secret-read.ts';
import { authorOf } from '../http/author-of.ts';
import type { Handler } from '../http/handler.ts';
import { noteReplay, readActionKey } from '../http/idempotency/read-action.ts';
import { ProblemError } from '../http/problem.ts';
import { readJson } from '../http/request/read-json.ts';
import { requireNone, validate } from '../http/request/validate.ts';
import { openSecret, sealSecret } from './seal-secret.ts';

export type EndpointDeps = { store: Store; clock: Clock; secretBox: SecretBox | undefined; allowPrivateNetworks: boolean };

/** `POST /v1/endpoints`: 201 with the secret, which is shown again only for a repeated request. */
export function createEndpoint({ store, clock, secretBox, allowPrivateNetworks }: EndpointDeps): Handler {
  return async (request, response) => {
    const { tenant, noted } = response.locals;
    const body = validate(EndpointRequest, await readJson(request), (input) =>
      checkUrl((input as { url?: unknown } | null)?.url, allowPrivateNetworks),
    );
    requireNone(checkUrl(body.url, allowPrivateNetworks));
    const author = authorOf(request, response);
    const newId = newEndpointId();
    const { sealed } = sealSecret(secretBox, newId, body.secret);
    const { url, events = null, description = null, metadata = null } = body;
    const endpoint = { id: newId, tenant, url, events, description, metadata, secret: sealed };
    const made = await store.endpoints.create(endpoint, { idempotency: readActionKey(request, response, body), author });
    if (made === 'full') {
      throw new ProblemError('too_many_endpoints', 'A tenant may have at most 50 endpoints. Delete one that is no longer needed.');
    }
    if (made === 'deleted') throw noEndpoint();
    const { id } = made.endpoint;
    noted.endpoint_id = id;
    if (made.replayed) await noteSecretRead(store, author, made.endpoint);
    noteReplay(response, made.replayed);
    const secret = openSecret(secretBox, id, made.secret);
    const answer: EndpointWithSecret = { ...presentEndpoint(made.endpoint, clock.now()), secret };
    response.status(201).setHeader('Location', `/v1/endpoints/${id}`);
    response.json(answer);
  };
}
