import type { JobRecord } from './record.ts';

/**
 * Whether a download fetches a file again by its asset. Getty answers such a call at once, and nothing at Getty shows its outcome: it cannot be
 * polled, looked up or adopted.
 */
export function isRedownload({ type, spec }: Pick<JobRecord, 'type' | 'spec'>): boolean {
  return type === 'download' && 'generated_asset_id' in spec.request;
}
