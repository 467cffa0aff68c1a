import { setTimeout as sleep } from 'node:timers/promises';

import type { Redis } from 'ioredis';

import { serverOf } from '../redis/connection/connection.ts';
import { orForbidden } from '../redis/health/replication.ts';
import type { DataOrigin } from './data-origin.ts';

const LOOK_EVERY_MS = 100;
const RENEW_AFTER_LOOKS = 100;
const SECOND_MS = 1_000;

type Needs = { redis: Redis; origin: DataOrigin };

/** `path`: on the machine of Redis; null where Redis does not say. `server`: its address; sentinels and clusters have several. */
export type Snapshot = { path: string | null; server: string | null };

/**
 * Lets Redis write a snapshot that contains the mark of a backup. @throws Error if Redis could not write it, or does not allow it, or if another Redis took
 * over meanwhile: its snapshot is of another time, and has no mark
 */
export async function takeSnapshot({ redis, origin, noteDurability }: Needs & { noteDurability: () => Promise<void> }): Promise<Snapshot> {
  await origin.beginSnapshot();
  try {
    await untilSaved({ redis, origin }); // one that began before the mark
    // Redis names the time of its last snapshot in whole seconds.
    const before = await redis.lastsave();
    while (Number((await redis.time())[0]) <= before) await sleep(LOOK_EVERY_MS);
    const runId = await origin.beginSnapshot();
    await redis.bgsave('SCHEDULE');
    for (let looks = 1; (await redis.lastsave()) === before; looks++) {
      await sleep(LOOK_EVERY_MS);
      if (looks % RENEW_AFTER_LOOKS === 0) await origin.beginSnapshot();
      const { inProgress, status } = await readProgress(redis);
      if (!inProgress && status !== 'ok') throw new Error('Redis could not write its snapshot: see its log');
    }
    if ((await origin.read()).runId !== runId)
      throw new Error('another Redis took over, or this one was started anew, before it was written');
  } finally {
    await origin.endSnapshot();
    await noteDurability();
  }
  return { path: await readPath(redis), server: serverOf(redis) };
}

async function untilSaved({ redis, origin }: Needs): Promise<void> {
  while ((await readProgress(redis)).inProgress) {
    await sleep(SECOND_MS);
    await origin.beginSnapshot();
  }
}

async function readProgress(redis: Redis): Promise<{ inProgress: boolean; status: string | undefined }> {
  const info = await redis.info('persistence');
  const value = (name: string) => new RegExp(`^${name}:(\\w+)`, 'm').exec(info)?.[1];
  return { inProgress: value('rdb_bgsave_in_progress') !== '0', status: value('rdb_last_bgsave_status') };
}

/** Hosted Redis forbids CONFIG. */
async function readPath(redis: Redis): Promise<string | null> {
  const flat = await orForbidden(redis.config('GET', 'd*'));
  const value = (name: string) => flat?.[flat.indexOf(name) + 1] ?? '';
  return flat === null ? null : `${value('dir')}/${value('dbfilename')}`;
}
