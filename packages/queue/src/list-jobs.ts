import type { JobId, JobStatus, JobType, Tenant } from '@darkroom/contracts';
import type { Redis } from 'ioredis';

import type { Keys } from './keys.ts';
import { readPage, type Page } from './page.ts';
import type { JobRecord } from './record.ts';

export type JobFilter = {
  tenant: Tenant;
  type?: JobType | undefined;
  status?: JobStatus | undefined;
  batchId?: string | undefined;
  parentId?: JobId | undefined;
  limit: number;
  cursor?: string | undefined;
};

/** A page of a tenant's jobs, newest first. @throws CursorError */
export function listJobs(
  deps: { redis: Redis; keys: Keys; getMany: (ids: string[]) => Promise<JobRecord[]> },
  filter: JobFilter,
): Promise<Page<JobRecord>> {
  return readPage(deps.redis, {
    index: indexFor(deps.keys, filter),
    load: deps.getMany,
    matches: (record) => matches(record, filter),
    limit: filter.limit,
    cursor: filter.cursor,
  });
}

/** The smallest set that holds all that is asked for. */
function indexFor(keys: Keys, { tenant, status, batchId }: JobFilter): string {
  if (batchId !== undefined) return keys.batchJobs(batchId);
  return status ? keys.status(tenant, status) : keys.jobs(tenant);
}

function matches(record: JobRecord, filter: JobFilter): boolean {
  return (
    record.tenant === filter.tenant &&
    (filter.type === undefined || record.type === filter.type) &&
    (filter.status === undefined || record.status === filter.status) &&
    (filter.batchId === undefined || record.batchId === filter.batchId) &&
    (filter.parentId === undefined || record.parentId === filter.parentId)
  );
}
