import { authorOf } from '../http/author-of.ts';
import type { Handler } from '../http/handler.ts';
import { findChangeableKey, noKey, type KeyDeps } from './find-key.ts';
import { takeEffect } from './take-effect.ts';

/** `DELETE /v1/keys/{id}`: the key is refused from now on, and its streams end. It stays listed for a while. Safe to repeat. */
export function revokeKey(deps: KeyDeps): Handler {
  return async (request, response) => {
    const record = await findChangeableKey(deps, request, response);
    if (!(await deps.store.apiKeys.revoke(record, authorOf(request, response)))) throw noKey(); // removed in the meantime
    await takeEffect(deps.keys.ring);
    response.status(204).end();
  };
}
