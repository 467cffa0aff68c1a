import { hash } from 'node:crypto';

import { ALL_SCOPES, KeyId, type Scope, type Tenant } from '@darkroom/contracts';

import { digestOf } from './digest-key.ts';

export type EnvironmentKey = { id: KeyId; name: string; tenant: Tenant; scopes: ReadonlySet<Scope> };

/** The keys of `DARKROOM_API_KEYS`, by digest. */
export type EnvironmentKeys = ReadonlyMap<string, EnvironmentKey>;

/** `keys`: key → tenant. They have all scopes. */
export function readEnvironmentKeys(keys: ReadonlyMap<string, Tenant>): EnvironmentKeys {
  return new Map([...keys].map(([key, tenant]) => [digestOf(key), environmentKey(key, tenant)]));
}

function environmentKey(key: string, tenant: Tenant): EnvironmentKey {
  return { id: idOf(digestOf(key)), name: 'DARKROOM_API_KEYS', tenant, scopes: new Set(ALL_SCOPES) };
}

/**
 * The same after each start, so that usage by key is comparable. Hashed once more: the id is shown to everybody of the tenant, and the digest
 * is not.
 */
function idOf(digest: string): KeyId {
  return KeyId.parse(`key_${hash('sha256', `darkroom key id ${digest}`, 'hex').slice(0, 32)}`);
}
