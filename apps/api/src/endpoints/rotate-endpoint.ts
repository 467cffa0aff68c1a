import { RotateRequest, type EndpointWithSecret } from '@darkroom/contracts';
import { presentEndpoint } from '@darkroom/queue';
import { Duration } from '@darkroom/runtime';

import type { EndpointDeps } from './create-endpoint.ts';
import { findEndpoint, noEndpoint } from './find-endpoint.ts';
import { noteSecretRead } from './note-secret-read.ts';
import type { Handler } from '../http/handler.ts';
import { noteReplay, readAction } from '../http/idempotency/read-action.ts';
import { invalidRequest } from '../http/request/validate.ts';
import { openSecret, sealSecret } from './seal-secret.ts';

const DEFAULT_OVERLAP = '24h';
const MOST_OVERLAP_MS = 7 * 86_400_000;

/** `POST /v1/endpoints/{id}/rotate`: 200 with the new secret, which is shown again only for a repeated request. */
export function rotateEndpoint({ store, clock, secretBox }: EndpointDeps): Handler {
  return async (request, response) => {
    const { body, idempotency, author } = await readAction(store, { request, response }, RotateRequest.optional());
    const overlapMs = Duration.parse(body?.overlap ?? DEFAULT_OVERLAP);
    if (overlapMs > MOST_OVERLAP_MS) throw invalidRequest([{ pointer: '/overlap', detail: 'must be at most 7d' }]);
    const { id } = await findEndpoint(store, request, response);
    const { sealed } = sealSecret(secretBox, id, body?.secret);
    const rotated = await store.endpoints.rotate(id, { secret: sealed, overlapMs }, { idempotency, author });
    if (!rotated) throw noEndpoint(); // deleted in the meantime
    if (rotated.replayed) await noteSecretRead(store, author, rotated.endpoint);
    noteReplay(response, rotated.replayed);
    const secret = openSecret(secretBox, id, rotated.secret);
    const answer: EndpointWithSecret = { ...presentEndpoint(rotated.endpoint, clock.now()), secret };
    response.json(answer);
  };
}
