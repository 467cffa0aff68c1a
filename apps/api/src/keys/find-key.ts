import { KeyId } from '@darkroom/contracts';
import type { KeyRecord, Store } from '@darkroom/queue';
import type { Request } from 'express';

import type { KeyRing } from '../http/access/key-ring.ts';
import type { KeyUses } from '../http/access/key-uses.ts';
import type { SettingsKey, SettingsKeys } from '../http/access/settings-keys.ts';
import { belongsTo, tenantOrAll, type Answer } from '../http/handler.ts';
import { ProblemError } from '../http/problem.ts';

export type KeyDeps = { store: Store; keys: { settings: SettingsKeys; ring: KeyRing; uses: KeyUses } };

/** A key of the settings with its tenant. */
export type EnvironmentKey = SettingsKey & { tenant: string };

/** The key in the path, if it belongs to the tenant. @throws ProblemError not_found */
export async function findKey(
  { store, keys }: KeyDeps,
  request: Request,
  response: Answer,
): Promise<{ record: KeyRecord } | { environment: EnvironmentKey }> {
  const id = String(request.params['id']);
  const tenant = tenantOrAll(response);
  const environment = environmentKeys(keys.settings, tenant).find((key) => key.id === id);
  if (environment) return { environment };
  const record = KeyId.safeParse(id).success ? await store.apiKeys.get(id) : null;
  if (!record || !belongsTo(record, tenant)) throw noKey();
  response.locals.noted.key_id = record.id;
  return { record };
}

/** The same of a key that can be changed. @throws ProblemError not_found, environment_key */
export async function findChangeableKey(deps: KeyDeps, request: Request, response: Answer): Promise<KeyRecord> {
  const found = await findKey(deps, request, response);
  if ('record' in found) return found.record;
  throw new ProblemError('environment_key', 'The operator has set this key in DARKROOM_API_KEYS. It changes only there, with a restart.');
}

/** The keys in `DARKROOM_API_KEYS` of a tenant, or of all (null), in an order that stays. */
export function environmentKeys(settings: SettingsKeys, tenant: string | null): EnvironmentKey[] {
  return [...settings.values()]
    .filter((key): key is EnvironmentKey => key.tenant !== null && (tenant === null || key.tenant === tenant))
    .toSorted((a, b) => (a.id < b.id ? -1 : 1));
}

export function noKey(): ProblemError {
  return new ProblemError('not_found', 'There is no key with this id.');
}
