import { hash } from 'node:crypto';

import type { Tenant } from '@darkroom/contracts';
import type { IdempotencyKey } from '@darkroom/queue';

import { ProblemError } from '../problem.ts';

const BARE_KEY = /^[\x21-\x7e]{1,255}$/;
/** A string of RFC 8941, the format of the key in draft-ietf-httpapi-idempotency-key-header. */
const QUOTED_KEY = /^"((?:[\x20\x21\x23-\x5b\x5d-\x7e]|\\["\\])*)"$/;

/** The `Idempotency-Key` header's key, the same for `abc` and `"abc"`. @throws ProblemError invalid_idempotency_key */
export function readIdempotencyKey(header: string | string[] | undefined): string | undefined {
  if (header === undefined) return undefined;
  const text = String(header);
  const key = text.startsWith('"') ? QUOTED_KEY.exec(text)?.[1]?.replaceAll(/\\(.)/g, '$1') : text;
  if (key === undefined || !BARE_KEY.test(key)) {
    throw new ProblemError('invalid_idempotency_key', 'Idempotency-Key must be 1 to 255 visible ASCII characters.');
  }
  return key;
}

/**
 * What a key is stored as: hashed, so that it is a segment of a Redis key whatever it holds, that keys of one tenant or one route never
 * meet those of another, and that it is short (a Redis hash with a text over 64 bytes takes three times the memory). `body` is the validated one.
 */
export function idempotencyOf(key: string, scope: { tenant: Tenant; route: string }, body: unknown): IdempotencyKey {
  return {
    key: hash('sha256', `${scope.tenant} ${scope.route} ${key}`, 'base64url'),
    fingerprint: hash('sha256', canonicalJson(body), 'base64url'),
  };
}

export function keyReused(): ProblemError {
  return new ProblemError('idempotency_key_reused', 'This Idempotency-Key was used with another body. Use a new key for a new request.');
}

/**
 * JSON that does not depend on the order of fields. Own code: RFC 8785 (`canonicalize`) writes numeric names in another order, so each key that
 * the version before stored for a body with `metadata: {"9": …, "10": …}` would be refused as used with another body.
 */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(inOrder(value));
}

/** Bodies nest only as deep as their schema allows. */
function inOrder(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(inOrder);
  const fields = value as Record<string, unknown>;
  const ordered: Record<string, unknown> = {};
  // As by `<`: by UTF-16 code units.
  for (const name of Object.keys(fields).toSorted()) {
    if (name === '__proto__') Object.defineProperty(ordered, name, { value: inOrder(fields[name]), enumerable: true });
    else ordered[name] = inOrder(fields[name]);
  }
  return ordered;
}
