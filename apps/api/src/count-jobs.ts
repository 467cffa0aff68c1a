import { JobStatus } from '@darkroom/contracts';
import type { Store } from '@darkroom/queue';

/** How many jobs have each status, all tenants together. */
export async function countJobs(store: Store): Promise<Record<JobStatus, number>> {
  const tenants = Object.values(await store.overview.counts());
  const sum = (status: JobStatus) => tenants.reduce((total, counts) => total + counts[status], 0);
  return Object.fromEntries(JobStatus.options.map((status) => [status, sum(status)])) as Record<JobStatus, number>;
}
