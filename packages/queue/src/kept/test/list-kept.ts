import { readFileSync } from 'node:fs';

import type { Redis } from 'ioredis';

import type { Keys } from '../../redis/keys.ts';

const shared = (name: string) => readFileSync(new URL(`../../lua/shared/${name}.lua`, import.meta.url), 'utf8');

/** The lists of packed jobs alone, without the commands that pack. */
const SCRIPT = `${shared('prelude')}
${shared('kept_encoding')}
${shared('kept_lists')}
begin_call()
local places = {}
for i, job in ipairs(op.add or {}) do places[i] = add(job[1], job[2], job[3], job[4], job[5]) end
for _, job in ipairs(op.remove or {}) do remove(job[1], job[2], job[3], job[4]) end
flush()
return places`;

type Added = { tenant: string; id: string; createdAt: number; status: string; terms: string };
type Removed = { tenant: string; place: string; status: string; isUnpacked?: boolean };

/** Lists packed jobs, and takes others out. Returns the places of those that it listed. */
export async function changeKept(
  { redis, keys }: { redis: Redis; keys: Keys },
  { add = [], remove = [] }: { add?: Added[]; remove?: Removed[] },
): Promise<string[]> {
  const operation = {
    now: 0,
    add: add.map(({ tenant, id, createdAt, status, terms }) => [tenant, id, String(createdAt), status, terms]),
    remove: remove.map(({ tenant, place, status, isUnpacked = false }) => [tenant, place, status, isUnpacked]),
  };
  return (await redis.eval(SCRIPT, 1, keys.root, JSON.stringify(operation))) as string[];
}
