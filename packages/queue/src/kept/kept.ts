import type { Tenant } from '@darkroom/contracts';
import type { Redis } from 'ioredis';

import type { Kept } from '../lists/list-jobs.ts';
import type { Keys } from '../redis/keys.ts';
import { findKept } from './find-kept.ts';
import { clausesOf } from './terms.ts';

/** The lists of packed jobs, for `listJobs`. */
export function createKept(deps: { redis: Redis; keys: Keys }): Kept {
  const { redis, keys } = deps;
  return {
    narrows: (filter) => clausesOf(filter)?.length !== 0,
    find: (filter, tenants) => findKept(deps, filter, tenants),
    unpackings: async (tenants: Tenant[]): Promise<string> =>
      (await Promise.all(tenants.map((tenant) => redis.hget(keys.keptCounts(tenant), 'unpacked')))).join(),
  };
}
