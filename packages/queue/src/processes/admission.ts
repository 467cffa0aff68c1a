import type { Redis } from 'ioredis';

import type { Keys } from '../redis/keys.ts';
import { isRedisAway } from '../redis/waiting/redis-away.ts';
import { untilReady } from '../redis/waiting/until-ready.ts';
import { RefusedVersionError, whyRefused, type Compatibility, type Installation } from './compatibility.ts';
import { listProcesses, PROCESS_MISSED_MS } from './processes.ts';

export type AdmissionOptions = {
  /** Called when a connection leads to data on which this version must not run. The process must end. */
  onRefused: (error: Error) => void;
  /** How long the start waits for Redis before it goes on without the check. */
  patienceMs?: number;
};

/**
 * Checks at the start, and again with each new connection, whether this version may run on what is in Redis, and notes that it does. `start` throws
 * RefusedVersionError. While Redis is away the start goes on soon, and the check follows with the connection.
 */
export function createAdmission(
  deps: { redis: Redis; keys: Keys; mine: Compatibility },
  { onRefused, patienceMs = 2_000 }: AdmissionOptions,
): { start: () => Promise<void>; stop: () => Promise<void> } {
  const { redis } = deps;
  const check = async (): Promise<void> => {
    try {
      await enter(deps);
    } catch (error) {
      if (!isRedisAway(error)) throw error; // else the next connection checks
    }
  };
  const checkAgain = (): void => {
    check().catch(onRefused);
  };
  return {
    start: async () => {
      if (await untilReady(redis, patienceMs)) await check();
      redis.on('ready', checkAgain);
    },
    stop: async () => {
      redis.off('ready', checkAgain);
    },
  };
}

/** @throws RefusedVersionError */
async function enter({ redis, keys, mine }: { redis: Redis; keys: Keys; mine: Compatibility }): Promise<void> {
  const refused = whyRefused(mine, readInstallation(await redis.hgetall(keys.installation)), await running({ redis, keys }));
  if (refused !== undefined) throw new RefusedVersionError(refused);
  const { format, readableFrom } = mine.writes;
  // The first to write a format stays noted, so processes of two versions cannot overwrite each other's note.
  await redis.hsetnx(keys.installation, `format_${format}`, `${mine.version} ${readableFrom}`);
  await redis.hset(keys.installation, 'version', mine.version);
}

export function readInstallation(fields: Record<string, string>): Installation {
  const formats = Object.entries(fields).flatMap(([name, text]) => {
    const [, format] = /^format_(\d+)$/.exec(name) ?? [];
    const [by = '', readableFrom = by] = text.split(' ');
    return format === undefined ? [] : [{ format: Number(format), by, readableFrom }];
  });
  return { version: fields['version'] ?? null, formats };
}

/** Those that gave a sign a moment ago. One that was killed counts for 45 s. */
async function running({ redis, keys }: { redis: Redis; keys: Keys }): Promise<Awaited<ReturnType<typeof listProcesses>>> {
  const [seconds] = await redis.time();
  return (await listProcesses({ redis, keys })).filter(({ seenAt }) => Number(seconds) * 1_000 - seenAt < PROCESS_MISSED_MS);
}
