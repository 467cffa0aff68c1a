import type { Redis } from 'ioredis';

import type { RunCommand } from '../lua/commands.ts';
import type { Keys } from '../redis/keys.ts';
import { orForbidden } from '../redis/health/replication.ts';

/**
 * Where the data of this Redis come from.
 *
 * * `own`: a worker has found nothing that contradicts that this server wrote them, or they were prepared after a restore.
 * * `unknown`: nobody has looked yet. A new Redis looks like that, without `stateAt`, and one that was started anew.
 * * `restored`: they were put back from a backup. Calls that were paid after it may be missing.
 */
export type Origin = {
  kind: 'own' | 'unknown' | 'restored';
  /** Of this server. Empty where Redis does not answer INFO: then nothing can be found out. */
  runId: string;
  /** The data are at least as new, in ms; null if they do not show it. */
  stateAt: number | null;
  /** Since when unsent jobs are looked up before they are sent, because writes may be lost, in ms. */
  doubtedAt: number | null;
};

export type DataOrigin = ReturnType<typeof createDataOrigin>;

/**
 * Finds out whether the data were restored. A backup contains a mark that the running Redis has only while the backup is taken, with the id of the
 * server that took it. Under another server, the mark shows that the data come from there. See lua/shared/loss.lua.
 */
export function createDataOrigin({ redis, keys, run, now }: { redis: Redis; keys: Keys; run: RunCommand; now: () => number }) {
  return {
    read: async (): Promise<Origin> => {
      const [runId, fields, doubtedAt] = await Promise.all([
        readRunId(redis),
        redis.hmget(keys.incarnation, 'run_id', 'own', 'restored', 'snapshot', 'noted_at', 'state_at'),
        redis.get(keys.lostWrites),
      ]);
      return { ...judge(runId, fields), doubtedAt: doubtedAt === null ? null : Number(doubtedAt) };
    },
    /** Open jobs that are next, or were: what a later state would show first. */
    firstDue: (most: number): Promise<string[]> => redis.zrange(keys.due, 0, `${most - 1}`),
    /** Nothing contradicts that the data are this server's. */
    isOwn: async (runId: string): Promise<void> => void (await redis.hset(keys.incarnation, 'own', runId)),
    /** The data were restored, as they were at that time: no worker may start until they are prepared. */
    isRestored: async (stateAt: number): Promise<void> => void (await redis.hsetnx(keys.incarnation, 'restored', stateAt)),
    /** Workers may start. Each unsent job is still looked up at Getty before it is sent. */
    isPrepared: async (runId: string): Promise<void> => void (await run('prepared', { now: now(), run_id: runId, compared: true })),
    /** Workers may go on, unless the data turn out to be restored. Each unsent job is looked up at Getty before it is sent. */
    isDoubted: async (runId: string): Promise<void> => void (await run('prepared', { now: now(), run_id: runId })),
    /**
     * Sets the mark that a backup contains, or renews it: after some minutes workers remove it. A version that does not know the mark finds that
     * writes may be lost, and looks each unsent job up. Returns the id of the server. @throws Error where Redis does not answer INFO
     */
    beginSnapshot: async (): Promise<string> => {
      const runId = await readRunId(redis);
      if (runId === null) throw new Error('this Redis does not answer INFO, so a restored backup could not be recognized');
      await redis.hset(keys.incarnation, 'snapshot', `${runId} ${now()}`, 'durable', '0');
      return runId;
    },
    endSnapshot: async (): Promise<void> => void (await redis.hdel(keys.incarnation, 'snapshot')),
  };
}

function judge(runId: string | null, [writer, own, restored, snapshot, notedAt, stateAt]: (string | null)[]): Omit<Origin, 'doubtedAt'> {
  // Once this server was noticed, the last note is its own, not the former's.
  const at = writer === runId ? (stateAt ?? notedAt) : notedAt;
  const of = (kind: Origin['kind'], text = at) => ({ kind, runId: runId ?? '', stateAt: text ? Number(text) : null });
  if (restored) return of('restored', restored);
  const [takenBy, takenAt] = (snapshot ?? '').split(' ');
  if (takenBy && runId !== null && takenBy !== runId) return of('restored', takenAt);
  if (runId === null || own === runId) return of('own');
  // An earlier version on this very server noted nothing with which Getty could be compared.
  return of('unknown', !own && writer === runId ? null : at);
}

async function readRunId(redis: Redis): Promise<string | null> {
  return /^run_id:(\w+)/m.exec((await orForbidden(redis.info('server'))) ?? '')?.[1] ?? null;
}
