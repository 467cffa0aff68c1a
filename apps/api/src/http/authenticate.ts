import { hash, timingSafeEqual } from 'node:crypto';

import type { Tenant } from '@darkroom/contracts';
import type { NextFunction, Request } from 'express';

import type { Answer } from './handler.ts';
import { ProblemError } from './problem.ts';

/** Lets a request in whose key is known, and says whose it is. `keys`: key → tenant. */
export function authenticate(keys: ReadonlyMap<string, Tenant>) {
  const known = [...keys].map(([key, tenant]) => ({ digest: digestOf(key), tenant }));

  /** Compares with every key, in a time that says nothing about how near a wrong one came. */
  const tenantOf = (key: string): Tenant | undefined => {
    const digest = digestOf(key);
    let owner: Tenant | undefined;
    for (const { digest: candidate, tenant } of known) if (timingSafeEqual(digest, candidate)) owner = tenant;
    return owner;
  };

  return (request: Request, response: Answer, next: NextFunction): void => {
    const [, key] = /^Bearer +(\S+) *$/i.exec(request.headers.authorization ?? '') ?? [];
    const tenant = key === undefined ? undefined : tenantOf(key);
    if (tenant === undefined) {
      const detail = key === undefined ? 'Send an API key as "Authorization: Bearer <key>".' : 'This API key is not known.';
      throw new ProblemError('unauthorized', detail, { headers: { 'WWW-Authenticate': 'Bearer realm="darkroom"' } });
    }
    response.locals.tenant = tenant;
    next();
  };
}

function digestOf(key: string): Buffer {
  return hash('sha256', key, 'buffer');
}
