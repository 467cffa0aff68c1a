import type { Job, QueueOutlook } from '@darkroom/contracts';
import { presentJob, type JobRecord, type Outlook, type Store } from '@darkroom/queue';

/** A job with an estimate, for answers to changes: reads Redis at most once a second. */
export async function presentWithOutlook(store: Pick<Store, 'outlooks'>, record: JobRecord): Promise<Job> {
  return { ...presentJob(record), queue: presentOutlook(await store.outlooks.about(record)) };
}

export function presentOutlook(outlook: Outlook | null): QueueOutlook | null {
  if (outlook === null || (outlook.position === null && outlook.etaMs === null)) return null;
  return { position: outlook.position, eta_seconds: outlook.etaMs === null ? null : Math.ceil(outlook.etaMs / 1_000) };
}
