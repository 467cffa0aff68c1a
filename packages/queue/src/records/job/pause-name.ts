import type { JobRecord } from './record.ts';

/** The pause that holds a job up when it is on: downloads share the daily limit, generations the quota of their product. */
export function pauseName({ type, spec }: Pick<JobRecord, 'type' | 'spec'>): string {
  return type === 'download' ? 'daily' : `quota.${spec.request.product_id ?? 'default'}`;
}
