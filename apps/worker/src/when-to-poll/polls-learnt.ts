import { WORK_KINDS, type ProcessingTime, type WorkKind } from '@darkroom/queue';
import { singleFlight } from '@darkroom/runtime';

import { learnPolls, type LearntPolls } from './learn-polls.ts';

/** Planning takes some milliseconds, so it is not repeated for every job. */
const FRESH_MS = 5_000;

export type PollsLearnt = {
  /** Reads again what all workers have learnt, unless that was just done. */
  refresh: () => Promise<void>;
  of: (kind: WorkKind) => LearntPolls | undefined;
};

/** Caches for a few seconds when to poll. Nothing is read while there is nothing to do. */
export function createPollsLearnt(deps: { latest: (kind: WorkKind) => Promise<ProcessingTime[]>; now: () => number }): PollsLearnt {
  const learnt = new Map<WorkKind, { from: string; polls: LearntPolls | undefined }>();
  let readAt = -Infinity;

  const learn = async (kind: WorkKind): Promise<void> => {
    const latest = await deps.latest(kind);
    const from = JSON.stringify(latest);
    if (learnt.get(kind)?.from !== from) learnt.set(kind, { from, polls: learnPolls(latest) });
  };
  const read = singleFlight(async () => {
    await Promise.all(WORK_KINDS.map(learn));
    readAt = deps.now();
  });

  return {
    refresh: async () => {
      if (deps.now() - readAt >= FRESH_MS) await read();
    },
    of: (kind) => learnt.get(kind)?.polls,
  };
}
