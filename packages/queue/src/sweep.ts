import type { JobType } from '@darkroom/contracts';
import type { Redis } from 'ioredis';

import type { RunCommand } from './commands.ts';
import type { Jobs } from './jobs.ts';
import type { Keys } from './keys.ts';
import type { Logger } from './logger.ts';
import type { Reminders } from './reminders.ts';
import { unlessAway } from './unless-away.ts';
import type { Watched } from './watchdog.ts';

/**
 * The sweep mends what was lost: it reads only what is overdue (never all records) and reminds of it, ends what passed its deadline
 * unsent, and removes what ended long ago. It runs in every worker; each finding is put forward as it is read, so that sweepers share
 * the work.
 */
export type SweepOptions = {
  /** How long ended jobs are kept, in ms. */
  retentionMs: number;
};

const EVERY_MS = 1_000;
const MOST = 500;
/** How long a woken job may take to begin before it is reminded again. */
const PATIENCE_MS = 1_500;
/** How long until what was found overdue, and reminded of, is looked at again. */
const AGAIN_MS = 30_000;

export function createSweep(
  deps: { redis: Redis; keys: Keys; run: RunCommand; reminders: Reminders; jobs: Jobs; now: () => number; logger: Logger },
  options: SweepOptions,
) {
  let timer: NodeJS.Timeout | undefined;
  let sweeping: Promise<void> | undefined;
  let stopped = false;
  let rounds = 0;

  /**
   * No pass began since the job was found: it would have taken it out of `wake` and moved its time. Behind many others that are overdue, a job
   * may well have gone on by itself, and to remind of it now would only cost a pass.
   */
  const isUntouched = async (id: string, foundAt: number): Promise<boolean> => {
    const [woken, due] = await Promise.all([deps.redis.zscore(deps.keys.wake, id), deps.redis.zscore(deps.keys.due, id)]);
    return woken !== null || (due !== null && Number(due) <= foundAt + AGAIN_MS);
  };

  /** One round; returns how many jobs and deliveries it reminded of. */
  const sweepOnce = async (): Promise<number> => {
    const now = deps.now();
    const jobs = await deps.run('overdue', { now, most: MOST, patience: PATIENCE_MS, again: AGAIN_MS });
    await deps.reminders.remindWoken(jobs.woken);
    for (const found of jobs.rest as string[]) {
      const [type, run, id, status, deadlineAt] = found.split(' ') as [JobType, string, string, string, string];
      if (status === 'queued' && Number(deadlineAt) <= now) await deps.jobs.expire(id, type);
      else if (await isUntouched(id, now)) await deps.reminders.ensure(type, { id, run: Number(run) });
    }

    const deliveries = await deps.run('overdue_deliveries', { now, most: MOST, again: AGAIN_MS });
    for (const id of deliveries.rest as string[]) await deps.reminders.ensure('delivery', { id, run: 0 });

    const retired = await deps.run('retire', { now, before: now - options.retentionMs, most: MOST });
    for (const gone of retired.rest as string[]) {
      const [type, run, id] = gone.split(' ') as [JobType, string, string];
      await deps.reminders.forget(type, { id, run: Number(run) });
    }
    return jobs.rest.length + deliveries.rest.length;
  };

  const loop = () => {
    sweeping = sweepOnce()
      .then((count) => {
        if (count > 0) deps.logger.debug({ count }, 'sweep.reminded');
      })
      .catch((error: unknown) => {
        if (!stopped) deps.logger.warn({ error }, 'sweep.failed');
      })
      .finally(() => {
        rounds++;
        if (!stopped) timer = setTimeout(loop, EVERY_MS * (0.8 + Math.random() * 0.4));
      });
  };

  const watched: Watched = { name: 'sweep', steps: () => rounds, hasWork: async () => true };

  return {
    ...watched,
    sweepOnce,
    start: async (): Promise<void> => {
      if (!stopped) loop();
    },
    stop: async (): Promise<void> => {
      stopped = true;
      clearTimeout(timer);
      await unlessAway(deps.redis, sweeping);
    },
  };
}
