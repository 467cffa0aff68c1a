import type { JobType } from '@darkroom/contracts';
import type { ProcessingTime } from '@darkroom/queue';
import { singleFlight } from '@darkroom/runtime';

import { learnPolls, type LearntPolls } from './learn-polls.ts';

/** Planning takes some milliseconds, so it is not repeated for every job. */
const FRESH_MS = 5_000;
const TYPES: JobType[] = ['generation', 'download'];

export type PollsLearnt = {
  /** Reads again what all workers have learnt, unless that was just done. */
  refresh: () => Promise<void>;
  of: (type: JobType) => LearntPolls | undefined;
};

/** Caches for a few seconds when to poll. Nothing is read while there is nothing to do. */
export function createPollsLearnt(deps: { latest: (type: JobType) => Promise<ProcessingTime[]>; now: () => number }): PollsLearnt {
  const learnt = new Map<JobType, { from: string; polls: LearntPolls | undefined }>();
  let readAt = -Infinity;

  const learn = async (type: JobType): Promise<void> => {
    const latest = await deps.latest(type);
    const from = JSON.stringify(latest);
    if (learnt.get(type)?.from !== from) learnt.set(type, { from, polls: learnPolls(latest) });
  };
  const read = singleFlight(async () => {
    await Promise.all(TYPES.map(learn));
    readAt = deps.now();
  });

  return {
    refresh: async () => {
      if (deps.now() - readAt >= FRESH_MS) await read();
    },
    of: (type) => learnt.get(type)?.polls,
  };
}
