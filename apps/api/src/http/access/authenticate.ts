import type { NextFunction, Request } from 'express';

import type { Answer } from '../handler.ts';
import { ProblemError } from '../problem.ts';
import { digestOf } from './digest-key.ts';
import type { EnvironmentKeys } from './environment-keys.ts';

/** Longer keys do not exist: see `ApiKeys`. */
const MOST_KEY = 200;

/** Accepts requests with a known key, and sets the caller and the tenant. A wrong key costs one hash and one lookup. */
export function authenticate(keys: EnvironmentKeys) {
  return (request: Request, response: Answer, next: NextFunction): void => {
    const key = readBearer(request.headers.authorization);
    // By digest: the time of the lookup does not show how close a wrong key was.
    const digest = key === undefined || key.length > MOST_KEY ? '' : digestOf(key);
    const known = keys.get(digest);
    if (known === undefined) {
      const detail = key === undefined ? 'Send an API key as "Authorization: Bearer <key>".' : 'This API key is not known.';
      throw new ProblemError('unauthorized', detail, { headers: { 'WWW-Authenticate': 'Bearer realm="darkroom"' } });
    }
    response.locals.tenant = known.tenant;
    response.locals.caller = { key: { id: known.id, name: known.name }, scopes: known.scopes, isOperator: false };
    response.locals.keyDigest = digest;
    next();
  };
}

/** The key of `Bearer <key>`, in any case; undefined if there is none. */
function readBearer(header = ''): string | undefined {
  if (header.slice(0, 7).toLowerCase() !== 'bearer ') return undefined;
  const key = header.slice(7).trim();
  return key === '' || /\s/.test(key) ? undefined : key;
}
