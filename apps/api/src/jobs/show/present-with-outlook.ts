import type { Job, QueueOutlook, TimelineEntry } from '@darkroom/contracts';
import { presentJob, type JobRecord, type Outlook, type Store } from '@darkroom/queue';

/** A job with its timeline and an estimate, for answers to submissions and changes. `known`: its timeline, if that need not be read. */
export async function presentWithOutlook(
  store: Pick<Store, 'jobs' | 'outlooks'>,
  record: JobRecord,
  known?: TimelineEntry[],
): Promise<Job> {
  const [timeline, outlook] = await Promise.all([known ?? store.jobs.timeline(record), store.outlooks.about(record)]);
  return { ...presentJob(record, timeline), queue: presentOutlook(outlook) };
}

export function presentOutlook(outlook: Outlook | null): QueueOutlook | null {
  if (outlook === null || (outlook.position === null && outlook.etaMs === null)) return null;
  return { position: outlook.position, eta_seconds: outlook.etaMs === null ? null : Math.ceil(outlook.etaMs / 1_000) };
}
