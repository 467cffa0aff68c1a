import { hash } from 'node:crypto';

import { ALL_SCOPES, KeyId, type Scope, type Tenant } from '@darkroom/contracts';

import { digestOf } from './digest-key.ts';

/** A key of the settings: of `DARKROOM_API_KEYS`, or `DARKROOM_ADMIN_KEY`. It has all scopes, and never ends while the process runs. */
export type SettingsKey = {
  id: KeyId;
  name: string;
  /** null: the operator's key, which covers all tenants. */
  tenant: Tenant | null;
  /** How the key begins. */
  prefix: string;
  scopes: ReadonlySet<Scope>;
};

/** By digest. */
export type SettingsKeys = ReadonlyMap<string, SettingsKey>;

/** `apiKeys`: key → tenant. */
export function readSettingsKeys(apiKeys: ReadonlyMap<string, Tenant>, adminKey: string | undefined): SettingsKeys {
  const named = [...apiKeys].map(([key, tenant]) => describe(key, { name: 'DARKROOM_API_KEYS', tenant }));
  return new Map(adminKey === undefined ? named : [...named, describe(adminKey, { name: 'DARKROOM_ADMIN_KEY', tenant: null })]);
}

function describe(key: string, given: Pick<SettingsKey, 'name' | 'tenant'>): [digest: string, SettingsKey] {
  const digest = digestOf(key);
  return [digest, { ...given, id: idOf(digest), prefix: prefixOf(key), scopes: new Set(ALL_SCOPES) }];
}

/**
 * The same after each start, so that usage by key is comparable. Hashed once more: the id is shown to everybody of the tenant, and the digest
 * is not.
 */
function idOf(digest: string): KeyId {
  return KeyId.parse(`key_${hash('sha256', `darkroom key id ${digest}`, 'hex').slice(0, 32)}`);
}

/** Enough for a person to recognize it: at most a quarter of a key that may be as short as 8 characters. */
function prefixOf(key: string): string {
  return key.slice(0, Math.min(4, Math.floor(key.length / 4)));
}
