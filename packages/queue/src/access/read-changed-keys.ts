import type { KeyId, Scope, Tenant } from '@darkroom/contracts';

import type { RunCommand } from '../lua/commands.ts';
import { decodeScopes } from '../records/key-record.ts';

/** The part of a key that requests are checked by. Instants in ms, by Redis' clock. */
export type CheckedKey = {
  id: KeyId;
  tenant: Tenant;
  name: string;
  digest: string;
  scopes: ReadonlySet<Scope>;
  expiresAt: number | null;
  rateLimit: number | null;
  revokedAt: number | null;
};

/** `isAll`: these are all keys that there are. `place`: for the next reading. */
export type ChangedKeys = { isAll: boolean; keys: CheckedKey[]; redisNow: number; place: Place };

type Place = { version: number; connections: number };

/** Redis serves others in between: two hundred take about 3 ms. */
const AT_ONCE = 200;

/**
 * The API keys that have changed since an earlier reading. All of them after a reconnect: the Redis that is reached then may have lost
 * changes that were read before, and may count on from there.
 */
export async function readChangedKeys(
  { run, now, connections }: { run: RunCommand; now: () => number; connections: () => number },
  before: Place | undefined,
): Promise<ChangedKeys> {
  const made = connections();
  let isAll = before?.connections !== made;
  let since = isAll || !before ? 0 : before.version;
  const keys: CheckedKey[] = [];
  for (;;) {
    const { version, at, keys: rows } = await run('read_keys', { now: now(), since, most: AT_ONCE });
    if (version < since) {
      isAll = true;
      since = 0;
      keys.length = 0;
      continue;
    }
    keys.push(...rows.filter(({ digest }) => digest !== '').map(decode));
    since = rows.at(-1)?.version ?? since;
    if (rows.length < AT_ONCE) return { isAll, keys, redisNow: at, place: { version: since, connections: made } };
  }
}

type Row = {
  id: KeyId;
  tenant: string;
  name: string;
  digest: string;
  scopes: string;
  expires_at: string;
  rate_limit: string;
  revoked_at: string;
};

function decode({
  id,
  tenant,
  name,
  digest,
  scopes,
  expires_at: expiresAt,
  rate_limit: rateLimit,
  revoked_at: revokedAt,
}: Row): CheckedKey {
  return {
    id,
    tenant,
    name,
    digest,
    scopes: new Set(decodeScopes(scopes)),
    expiresAt: orNull(expiresAt),
    rateLimit: orNull(rateLimit),
    revokedAt: orNull(revokedAt),
  };
}

function orNull(text: string): number | null {
  return text === '' ? null : Number(text);
}
