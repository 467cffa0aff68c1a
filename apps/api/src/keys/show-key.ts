import type { Handler } from '../http/handler.ts';
import { findKey, type KeyDeps } from './find-key.ts';
import { presentKeys } from './present-keys.ts';

/** `GET /v1/keys/{id}` */
export function showKey(deps: KeyDeps): Handler {
  return async (request, response) => {
    const found = await findKey(deps, request, response);
    const [shown] = await presentKeys(deps, ['record' in found ? found.record : found.environment]);
    response.json(shown);
  };
}
