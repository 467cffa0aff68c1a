import { setTimeout as sleep } from 'node:timers/promises';

import type { Redis } from 'ioredis';

/** Waits for the connection to be usable, at most `mostMs`; returns whether it is. */
export async function untilReady(redis: Redis, mostMs: number): Promise<boolean> {
  if (redis.status === 'ready') return true;
  const ready = Promise.withResolvers<boolean>();
  const onReady = () => ready.resolve(true);
  redis.once('ready', onReady);
  try {
    return await Promise.race([ready.promise, sleep(mostMs, false, { ref: false })]);
  } finally {
    redis.off('ready', onReady);
  }
}
