import type { Key } from '@darkroom/contracts';
import { presentKey, type KeyRecord } from '@darkroom/queue';

import type { EnvironmentKey, KeyDeps } from './find-key.ts';

/** Keys as the API shows them, each with its last use: also one that this process has not written yet. */
export async function presentKeys({ store, keys }: KeyDeps, shown: (KeyRecord | EnvironmentKey)[]): Promise<Key[]> {
  await keys.uses.write();
  const uses = await store.apiKeys.usesOf(shown.map(({ id }) => id));
  return shown.map((key) => {
    const { usedAt = null, seenAt = null } = uses.get(key.id) ?? {};
    return 'digest' in key ? presentKey(key, usedAt) : presentEnvironmentKey(key, { usedAt, seenAt: seenAt ?? Date.now() });
  });
}

function presentEnvironmentKey(key: EnvironmentKey, { usedAt, seenAt }: { usedAt: number | null; seenAt: number }): Key {
  return {
    id: key.id,
    object: 'key',
    tenant: key.tenant,
    name: key.name,
    prefix: key.prefix,
    scopes: [...key.scopes],
    rate_limit: null,
    expires_at: null,
    last_used_at: usedAt === null ? null : new Date(usedAt).toISOString(),
    revoked_at: null,
    source: 'environment',
    created_at: new Date(seenAt).toISOString(),
  };
}
