import type { KeyId, Scope, Tenant } from '@darkroom/contracts';
import type { NextFunction, Request } from 'express';

import type { Answer, Caller } from '../handler.ts';
import { ProblemError } from '../problem.ts';
import { isApiKey } from './api-key.ts';
import { digestOf } from './digest-key.ts';
import type { KeyRing } from './key-ring.ts';
import type { KeyUses } from './key-uses.ts';
import type { SettingsKeys } from './settings-keys.ts';

/** Longer keys do not exist: see `ApiKeys`. */
const MOST_KEY = 200;

export type AccessDeps = { settings: SettingsKeys; ring: Pick<KeyRing, 'find' | 'follow'>; uses: Pick<KeyUses, 'note'> };

type Known = { id: KeyId; name: string; tenant: Tenant | null; scopes: ReadonlySet<Scope>; rateLimit?: number | null };

const REFUSALS = {
  unknown: 'This API key is not known.',
  revoked: 'This API key was revoked.',
  expired: 'This API key has expired.',
};

/** Accepts requests with a known key, and sets the caller and its tenant. @throws ProblemError unauthorized, or the error of Redis */
export function authenticate(deps: AccessDeps) {
  /** A key makes many requests. */
  const callers = new WeakMap<Known, Caller>();
  const callerFor = (known: Known): Caller => {
    const made = callers.get(known) ?? callerOf(known, deps.ring);
    callers.set(known, made);
    return made;
  };
  return (request: Request, { locals }: Answer, next: NextFunction): void | Promise<void> => {
    const key = readBearer(request.headers.authorization);
    if (key === undefined) throw unauthorized('Send an API key as "Authorization: Bearer <key>".');
    const digest = key.length > MOST_KEY ? '' : digestOf(key);
    const letIn = (known: Known): void => {
      deps.uses.note(known.id);
      locals.caller = callerFor(known);
      locals.keyDigest = digest;
      locals.rateLimit = known.rateLimit ?? null;
      if (known.tenant !== null) locals.tenant = known.tenant;
      next();
    };
    // By digest: the time of the lookup does not show how close a wrong key was.
    const known = deps.settings.get(digest);
    return known ? letIn(known) : findKey(deps, key, digest).then(letIn);
  };
}

/** The caller that a key stands for. */
export function callerOf({ id, name, scopes, tenant }: Known, ring: Pick<KeyRing, 'follow'>): Caller {
  return {
    actor: { type: 'key', id, name },
    scopes,
    isOperator: tenant === null,
    check: ({ scope }) => {
      if (!scopes.has(scope)) throw new ProblemError('missing_scope', `This call needs an API key with the scope "${scope}".`);
    },
    follow: (scope, onEnd) => ring.follow(id, scope, onEnd),
  };
}

async function findKey({ ring }: AccessDeps, key: string, digest: string): Promise<Known> {
  if (!isApiKey(key)) throw unauthorized(REFUSALS.unknown);
  const found = await ring.find(digest);
  if ('refused' in found) throw unauthorized(REFUSALS[found.refused]);
  return found.key;
}

function unauthorized(detail: string): ProblemError {
  return new ProblemError('unauthorized', detail, { headers: { 'WWW-Authenticate': 'Bearer realm="darkroom"' } });
}

/** The key of `Bearer <key>`, in any case; undefined if there is none. */
function readBearer(header = ''): string | undefined {
  if (header.slice(0, 7).toLowerCase() !== 'bearer ') return undefined;
  const key = header.slice(7).trim();
  return key === '' || /\s/.test(key) ? undefined : key;
}
