import type { Tenant } from '@darkroom/contracts';
import type { Redis } from 'ioredis';

import type { RunCommand } from '../lua/commands.ts';
import type { Keys } from '../redis/keys.ts';

/** Jobs that one command looks at, about a millisecond of Redis; and tenants that it is given. */
const AT_ONCE = 500;
const TENANTS = 1_000;
/** The most commands: 100,000 jobs that are passed over, such as those that are to be sent tomorrow. */
const MOST_COMMANDS = 200;

/**
 * Since when the oldest queued job waits that could be sent, in ms; null: there is none; undefined: too many jobs are passed over to find it. Others are served
 * between the commands. Usually the first job of each tenant is looked at, and no other.
 */
export async function findOldestQueued({
  redis,
  keys,
  run,
  now,
}: {
  redis: Redis;
  keys: Keys;
  run: RunCommand;
  now: () => number;
}): Promise<number | null | undefined> {
  let tenants: Tenant[] = await redis.smembers(keys.tenants);
  let looked: { oldest: number | null; done: number; from: number } = { oldest: null, done: 0, from: 0 };
  for (let commands = 0; tenants.length > 0; commands++) {
    if (commands === MOST_COMMANDS) return undefined;
    const { oldest, from } = looked;
    looked = await run('oldest_queued', {
      now: now(),
      tenants: tenants.slice(0, TENANTS),
      from,
      oldest: oldest ?? undefined,
      most: AT_ONCE,
    });
    tenants = tenants.slice(looked.done);
  }
  return looked.oldest;
}
