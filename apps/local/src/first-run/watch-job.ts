import { setTimeout as sleep } from 'node:timers/promises';

import { isFinal, type Job, type TimelineEntry } from '@darkroom/contracts';

import type { DarkroomClient } from './darkroom-client.ts';

const ASK_EVERY_MS = 100;

export type Watcher = {
  /** A timeline entry that will not change any more. */
  onEntry: (entry: TimelineEntry) => void;
  /** The job as it is now, each time it was asked for. */
  onLook: (job: Job) => void;
};

/** Follows a job until its run is over, or it is held, and tells each entry of its timeline once. */
export async function watchJob(client: DarkroomClient, id: string, { onEntry, onLook }: Watcher, signal: AbortSignal): Promise<Job> {
  let told = 0;
  for (;;) {
    const job = await client.job(id);
    onLook(job);
    const over = isFinal(job.status) || job.status === 'held';
    const timeline = job.timeline ?? [];
    // The newest entry can still grow (polls that follow each other are one entry) until the next one comes, or the end.
    const settled = over ? timeline.length : timeline.length - 1;
    for (; told < settled; told++) onEntry(timeline[told] as TimelineEntry);
    if (over) return job;
    await sleep(ASK_EVERY_MS, undefined, { signal });
  }
}
