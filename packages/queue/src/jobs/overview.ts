import type { JobStatus, Tenant } from '@darkroom/contracts';
import type { Redis } from 'ioredis';

import type { Jobs } from './jobs.ts';
import type { Keys } from '../redis/keys.ts';
import { readLimits } from '../limits/limits-now.ts';
import type { JobRecord } from '../records/record.ts';

/** A view of all tenants. */
export type Overview = ReturnType<typeof createOverview>;

export type TenantCounts = Record<Tenant, Record<JobStatus, number>>;

export function createOverview(deps: { redis: Redis; keys: Keys; jobs: Pick<Jobs, 'tenants' | 'counts' | 'getMany'> }) {
  const { redis, keys, jobs } = deps;

  /** How many jobs of each status each tenant has. */
  const counts = async (): Promise<TenantCounts> => {
    const tenants = await jobs.tenants();
    return Object.fromEntries(await Promise.all(tenants.map(async (tenant) => [tenant, await jobs.counts(tenant)] as const)));
  };

  /** The newest jobs of all tenants, newest first: of one status, or of any. Reads no more records than it returns. */
  const newest = async (limit: number, status?: JobStatus): Promise<JobRecord[]> => {
    const tenants = await jobs.tenants();
    const found = await Promise.all(
      tenants.map(async (tenant) => {
        const index = status ? keys.status(tenant, status) : keys.jobs(tenant);
        return placed(await redis.zrevrange(index, 0, limit - 1, 'WITHSCORES'));
      }),
    );
    const merged = found.flat().toSorted((a, b) => b.createdAt - a.createdAt || (a.id < b.id ? 1 : -1));
    return jobs.getMany(merged.slice(0, limit).map(({ id }) => id));
  };

  return { counts, newest, limits: () => readLimits(redis, keys) };
}

/** Member, score, … as Redis returns it. */
function placed(flat: string[]): { id: string; createdAt: number }[] {
  return flat.flatMap((id, index) => (index % 2 === 0 ? [{ id, createdAt: Number(flat[index + 1]) }] : []));
}
