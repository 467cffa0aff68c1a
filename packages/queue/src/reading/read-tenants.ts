import type { Tenant } from '@darkroom/contracts';
import type { Redis } from 'ioredis';

import type { Keys } from '../redis/keys.ts';

/** The tenants that have, or had, jobs or API keys. */
export async function readTenants(redis: Redis, keys: Keys): Promise<Tenant[]> {
  return (await redis.sunion(keys.tenants, keys.tenantsWithKeys)).toSorted();
}

/** The tenants that a list covers: the one that it names, or all (null). */
export async function tenantsOf({ redis, keys }: { redis: Redis; keys: Keys }, tenant: Tenant | null): Promise<Tenant[]> {
  return tenant === null ? readTenants(redis, keys) : [tenant];
}
