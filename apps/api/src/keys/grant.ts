import type { KeyChange, Scope } from '@darkroom/contracts';
import type { KeyRecord } from '@darkroom/queue';

import type { Caller } from '../http/handler.ts';
import { ProblemError, type FieldError } from '../http/problem.ts';

/** Refuses to grant what the caller's own key may not do. @throws ProblemError missing_scope */
export function requireScopes(caller: Caller, granted: readonly Scope[]): void {
  const missing = granted.filter((scope) => !caller.scopes.has(scope));
  if (missing.length === 0) return;
  const named = missing.map((scope) => `"${scope}"`).join(', ');
  throw new ProblemError('missing_scope', `A key grants only scopes that it has itself. Yours does not have ${named}.`);
}

/** What a change grants: added scopes, and all scopes of a key that works for longer than before. */
export function grantedBy(record: KeyRecord, { scopes = record.scopes, expires_at: expiresAt }: KeyChange): Scope[] {
  const worksLonger =
    record.expiresAt !== null && expiresAt !== undefined && (expiresAt === null || Date.parse(expiresAt) > record.expiresAt);
  return worksLonger ? scopes : scopes.filter((scope) => !record.scopes.includes(scope));
}

/** `now` (ms): by the clock that all processes go by. */
export function checkExpiry(input: unknown, now: number): FieldError[] {
  const { expires_at: expiresAt } = (input ?? {}) as { expires_at?: unknown };
  const at = typeof expiresAt === 'string' ? Date.parse(expiresAt) : NaN;
  return at <= now ? [{ pointer: '/expires_at', detail: 'must be in the future' }] : [];
}
