import { hash } from 'node:crypto';

import type { Tenant } from '@darkroom/contracts';
import type { NextFunction, Request } from 'express';

import type { Answer } from '../handler.ts';
import { ProblemError } from '../problem.ts';

/** Longer keys do not exist: see `ApiKeys`. */
const MOST_KEY = 200;

/** Accepts requests with a known key, and sets the tenant. `keys`: key → tenant. A wrong key costs one hash and one lookup. */
export function authenticate(keys: ReadonlyMap<string, Tenant>) {
  // By digest: the time of the lookup does not show how close a wrong key was.
  const known = new Map([...keys].map(([key, tenant]) => [digestOf(key), tenant]));

  return (request: Request, response: Answer, next: NextFunction): void => {
    const key = readBearer(request.headers.authorization);
    const digest = key === undefined || key.length > MOST_KEY ? '' : digestOf(key);
    const tenant = known.get(digest);
    if (tenant === undefined) {
      const detail = key === undefined ? 'Send an API key as "Authorization: Bearer <key>".' : 'This API key is not known.';
      throw new ProblemError('unauthorized', detail, { headers: { 'WWW-Authenticate': 'Bearer realm="darkroom"' } });
    }
    response.locals.tenant = tenant;
    response.locals.keyId = digest;
    next();
  };
}

/** The key of `Bearer <key>`, in any case; undefined if there is none. */
function readBearer(header = ''): string | undefined {
  if (header.slice(0, 7).toLowerCase() !== 'bearer ') return undefined;
  const key = header.slice(7).trim();
  return key === '' || /\s/.test(key) ? undefined : key;
}

function digestOf(key: string): string {
  return hash('sha256', key, 'base64url');
}
