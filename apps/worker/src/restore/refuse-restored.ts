import { setTimeout as sleep } from 'node:timers/promises';

import type { Store } from '@darkroom/queue';
import type { Clock, Fail, Logger, Service } from '@darkroom/runtime';

import type { Deps } from '../pass/deps.ts';
import { hasForgottenDownloads } from './find-forgotten-downloads.ts';
import { findNewer } from './find-newer.ts';

/** Redis is seldom restored while workers run; meanwhile no unsent job is sent without a look at Getty. */
const LOOK_EVERY_MS = 10_000;
const CONNECT_PATIENCE_MS = 2_000;
/** How long a start waits for Redis and Getty. Then the other parts start, and the look goes on beside them. */
const MOST_START_MS = 10_000;
/** What a crash may lose where Redis syncs each second, and how old the note of the last write may be. Lost writes are dealt with job by job. */
const LOST_BY_A_CRASH_MS = 35_000;

/** @see docs/operations/backup.md */
export class RestoredError extends Error {
  constructor(stateAt: number | null) {
    const of = stateAt === null ? '' : ` of ${new Date(stateAt).toISOString()}`;
    super(
      `Redis holds a restored backup${of}: jobs that were paid since then look unsent. Run "node apps/worker/src/restore.ts", with the settings of a worker. It compares them with Getty, and then workers start.`,
    );
    this.name = 'RestoredError';
  }
}

type Needs = {
  store: Pick<Store, 'dataOrigin' | 'jobs' | 'noteDurability' | 'connected'>;
  getty: Deps['getty'];
  clock: Clock;
  logger: Logger;
};

/**
 * Lets no worker run on a restored Redis until it was prepared: its start fails, and a worker that runs already ends. A Redis that was started anew is
 * compared with Getty's latest history once, because a backup that was taken by other means has no mark.
 */
export function refuseRestored(deps: Needs, fail: Fail): Service {
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;

  const look = async (): Promise<void> => {
    try {
      await refuse(deps);
    } catch (error) {
      if (error instanceof RestoredError) return fail(error, 'redis.restored');
      if (!stopped) deps.logger.warn({ error }, 'redis.origin_not_known');
    }
    if (!stopped) timer = setTimeout(() => void look(), LOOK_EVERY_MS);
  };

  return {
    start: async () => {
      // Where Redis is away, the other parts start and wait for it as well.
      const connected = await deps.store.connected(CONNECT_PATIENCE_MS);
      if (connected)
        await Promise.race([
          refuse(deps).catch((error: unknown) => orUnknown(deps, error)),
          sleep(MOST_START_MS, undefined, { ref: false }),
        ]);
      if (!stopped) timer = setTimeout(() => void look(), connected ? LOOK_EVERY_MS : 0);
    },
    stop: async () => {
      stopped = true;
      clearTimeout(timer);
    },
  };
}

/** @throws RestoredError, GettyError, or the error of a Redis that is away */
async function refuse({ store, getty, clock, logger }: Needs): Promise<void> {
  const origin = await store.dataOrigin.read();
  if (origin.kind === 'restored') {
    if (origin.stateAt !== null) await store.dataOrigin.isRestored(origin.stateAt); // for the other processes to see
    throw new RestoredError(origin.stateAt);
  }
  if (origin.kind === 'own') return;
  if (origin.stateAt !== null) {
    const { stateAt } = origin;
    await store.noteDurability(); // notices if writes may be lost
    const { doubtedAt } = await store.dataOrigin.read();
    const newer = await findNewer({ store, getty, clock }, stateAt);
    const dealtWithUntil = doubtedAt !== null && doubtedAt >= stateAt ? stateAt + LOST_BY_A_CRASH_MS : 0;
    if (newer.some(({ at }) => (at ?? Infinity) > dealtWithUntil)) {
      await store.dataOrigin.isRestored(stateAt);
      throw new RestoredError(stateAt);
    }
    if (await hasForgottenDownloads({ store, getty })) {
      logger.warn({ state_at: new Date(stateAt).toISOString() }, 'redis.downloads_forgotten');
      return store.dataOrigin.isDoubted(origin.runId);
    }
  }
  await store.dataOrigin.isOwn(origin.runId);
}

/** A Getty that does not answer, or has no history, must not keep workers from starting: nothing can be paid meanwhile, or nothing can be found. */
function orUnknown({ logger }: Needs, error: unknown): void {
  if (error instanceof RestoredError) throw error;
  logger.warn({ error }, 'redis.origin_not_known');
}
