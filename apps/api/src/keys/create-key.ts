import { KeyRequest, type CreatedKey } from '@darkroom/contracts';
import { MOST_KEYS, newKeyId, presentKey } from '@darkroom/queue';

import { createApiKey } from '../http/access/api-key.ts';
import type { Handler } from '../http/handler.ts';
import { noteReplay, readAction } from '../http/idempotency/read-action.ts';
import { ProblemError } from '../http/problem.ts';
import { requireNone } from '../http/request/validate.ts';
import { noKey, type KeyDeps } from './find-key.ts';
import { checkExpiry, requireScopes } from './grant.ts';
import { presentKeys } from './present-keys.ts';
import { takeEffect } from './take-effect.ts';

/** `POST /v1/keys`: 201 with the key itself, which is never shown again. */
export function createKey(deps: KeyDeps): Handler {
  const { store, keys } = deps;
  return async (request, response) => {
    const { tenant, caller, noted } = response.locals;
    const { body, idempotency, author } = await readAction(store, { request, response }, KeyRequest, (input) =>
      checkExpiry(input, keys.ring.now()),
    );
    requireScopes(caller, body.scopes);
    const expired = checkExpiry(body, keys.ring.now());
    // The first request was valid at its time; a repeat is answered with its key.
    if (expired.length > 0 && !(idempotency && (await store.isKeyKnown(idempotency)))) requireNone(expired);

    const { key, digest, prefix } = createApiKey();
    const { name, scopes, expires_at: expiresAt, rate_limit: rateLimit = null } = body;
    const made = await store.apiKeys.create(
      {
        id: newKeyId(),
        tenant,
        name,
        digest,
        prefix,
        scopes,
        expiresAt: expiresAt === undefined ? null : Date.parse(expiresAt),
        rateLimit,
      },
      { idempotency, author },
    );
    switch (made.outcome) {
      case 'full':
        throw new ProblemError('too_many_keys', `A tenant may have at most ${MOST_KEYS} keys. Revoke one that is no longer needed.`);
      case 'removed':
        throw noKey();
      case 'created':
      case 'replayed': {
        noted.key_id = made.key.id;
        noteReplay(response, made.outcome === 'replayed');
        await takeEffect(keys.ring);
        // Of a new key nothing more is read: should Redis go away now, the key would be lost.
        const [repeated] = made.outcome === 'replayed' ? await presentKeys(deps, [made.key]) : [];
        const answer: CreatedKey = repeated ?? { ...presentKey(made.key, null), key };
        response.status(201).setHeader('Location', `/v1/keys/${made.key.id}`);
        response.json(answer);
      }
    }
  };
}
