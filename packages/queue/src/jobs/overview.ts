import type { JobStatus, Tenant } from '@darkroom/contracts';
import type { Redis } from 'ioredis';

import type { Jobs } from './jobs.ts';
import type { Keys } from '../redis/keys.ts';
import { readLimits } from '../limits/limits-now.ts';
import type { JobRecord } from '../records/job/record.ts';

/** A view of all tenants. */
export type Overview = ReturnType<typeof createOverview>;

export type TenantCounts = Record<Tenant, Record<JobStatus, number>>;

export function createOverview(deps: { redis: Redis; keys: Keys; jobs: Pick<Jobs, 'tenants' | 'counts' | 'list'> }) {
  const { redis, keys, jobs } = deps;

  /** How many jobs of each status each tenant has. */
  const counts = async (): Promise<TenantCounts> => {
    const tenants = await jobs.tenants();
    return Object.fromEntries(await Promise.all(tenants.map(async (tenant) => [tenant, await jobs.counts(tenant)] as const)));
  };

  /** The newest jobs of all tenants, newest first: of one status, or of any. */
  const newest = async (limit: number, status?: JobStatus): Promise<JobRecord[]> => {
    const { records } = await jobs.list({ tenant: null, limit, ...(status && { statuses: [status] }) });
    return records;
  };

  return { counts, newest, limits: () => readLimits(redis, keys) };
}
