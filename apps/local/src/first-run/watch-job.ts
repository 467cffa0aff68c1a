import { setTimeout as sleep } from 'node:timers/promises';

import { isFinal, type Job, type TimelineEntry } from '@darkroom/contracts';

import type { DarkroomClient } from './darkroom-client.ts';

const ASK_EVERY_MS = 100;

export type JobWatcher = {
  /** Called for each timeline entry once it no longer changes. */
  onEntry: (entry: TimelineEntry) => void;
  /** Called with the current job each time it was read. */
  onLook: (job: Job) => void;
};

/** Follows a job until its run has ended or it is held, and reports each entry of its timeline once. */
export async function watchJob(client: DarkroomClient, id: string, watcher: JobWatcher, signal: AbortSignal): Promise<Job> {
  let reported = 0;
  for (;;) {
    const job = await client.job(id);
    watcher.onLook(job);
    const over = isFinal(job.status) || job.status === 'held';
    const timeline = job.timeline ?? [];
    // Consecutive polls are one entry, which grows until another entry follows.
    const grows = !over && timeline.at(-1)?.event === 'polled';
    for (const entry of timeline.slice(reported, grows ? -1 : undefined)) {
      watcher.onEntry(entry);
      reported++;
    }
    if (over) return job;
    await sleep(ASK_EVERY_MS, undefined, { signal });
  }
}
