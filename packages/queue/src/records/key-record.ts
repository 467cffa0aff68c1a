import type { KeyId, Scope, Tenant } from '@darkroom/contracts';

import { readNumber, type Fields } from '../redis/fields.ts';

/** An API key in Redis: of the key itself only the SHA-256 and how it begins. Instants in ms. */
export type KeyRecord = {
  id: KeyId;
  tenant: Tenant;
  name: string;
  /** The SHA-256 of the key, in base64url. */
  digest: string;
  prefix: string;
  scopes: Scope[];
  expiresAt: number | null;
  /** Requests a minute; null: the default. */
  rateLimit: number | null;
  revokedAt: number | null;
  createdAt: number;
  /** Changes with each change; compared before the next. */
  version: string;
};

export function decodeKey(id: string, fields: Fields): KeyRecord {
  return {
    id: id as KeyId,
    tenant: fields['tenant']!,
    name: fields['name']!,
    digest: fields['digest']!,
    prefix: fields['prefix']!,
    scopes: decodeScopes(fields['scopes']!),
    expiresAt: readNumber(fields['expires_at']),
    rateLimit: readNumber(fields['rate_limit']),
    revokedAt: readNumber(fields['revoked_at']),
    createdAt: Number(fields['created_at']),
    version: fields['version']!,
  };
}

export function encodeScopes(scopes: readonly Scope[]): string {
  return scopes.join(' ');
}

export function decodeScopes(text: string): Scope[] {
  return text.split(' ') as Scope[];
}
