import { setTimeout as sleep } from 'node:timers/promises';

import type { Redis } from 'ioredis';

const LOOK_EVERY_MS = 100;

/**
 * Waits for `work` during a stop, but not for a Redis that is away: work that hangs on it is safe in the records. `busy` reports work that
 * must be awaited anyway.
 */
export async function unlessAway(redis: Redis, work: Promise<unknown> | undefined, busy: () => boolean = () => false): Promise<void> {
  let done = false;
  const away = async () => {
    while (!done && (busy() || redis.status === 'ready')) await sleep(LOOK_EVERY_MS);
  };
  try {
    await Promise.race([work, away()]);
  } finally {
    done = true;
  }
}
