import { RotateWebhookSecretRequest } from '@darkroom/contracts';
import type { By, Store } from '@darkroom/queue';
import { Duration, type TenantSecrets } from '@darkroom/runtime';

import type { Handler } from '../http/handler.ts';
import { noteReplay, readAction } from '../http/idempotency/read-action.ts';
import { invalidRequest } from '../http/request/validate.ts';
import { noteRead, orUnavailable, presentSecret } from './show-webhook-secret.ts';

const DEFAULT_OVERLAP = '24h';
const MOST_OVERLAP_MS = 7 * 86_400_000;

/** `POST /v1/webhook-secret/rotate`: 200 with the new secret. */
export function rotateWebhookSecret({ store, secrets }: { store: Store; secrets: TenantSecrets<By> }): Handler {
  return async (request, response) => {
    const { body, idempotency, author } = await readAction(store, { request, response }, RotateWebhookSecretRequest.optional());
    const { tenant } = response.locals;
    const overlapMs = Duration.parse(body?.overlap ?? DEFAULT_OVERLAP);
    if (overlapMs > MOST_OVERLAP_MS) throw invalidRequest([{ pointer: '/overlap', detail: 'must be at most 7d' }]);
    const rotated = await orUnavailable(secrets.rotate(tenant, overlapMs, { idempotency, author }));
    if (rotated.replayed) await noteRead(store, author, tenant); // it shows the secret again
    noteReplay(response, rotated.replayed);
    response.json(presentSecret(rotated));
  };
}
