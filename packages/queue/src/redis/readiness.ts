import type { Redis } from 'ioredis';

import type { Keys } from './keys.ts';
import { whyAway } from './connection.ts';
import { untilReady } from './until-ready.ts';

/** How our Lua commands are called, see lua/command-caller.ts. */
export type CallingWay = 'functions' | 'scripts';

/** Whether Redis is ready for jobs, and how durable it is. */
export type RedisReadiness = {
  ready: boolean;
  redis: {
    reachable: boolean;
    writable: boolean;
    eviction_policy: string | null;
    /** `always`: on disk before the 202. `everysec`: up to a second may be lost with the machine. `none`: all may be. */
    durability: 'always' | 'everysec' | 'os' | 'none' | 'unknown';
    /** How our Lua commands are called; `unknown` before the first answer. */
    commands: CallingWay | 'unknown';
    problem: string | null;
  };
};

/** A connection that has just come back, or is being made, is not a problem. */
const CONNECT_PATIENCE_MS = 1_000;

/**
 * Checks with a real write: a full Redis still answers PING. Never throws. `redis` must be a connection on which commands fail instead of
 * waiting.
 */
export async function checkRedis(redis: Redis, keys: Keys, way: () => CallingWay | null): Promise<RedisReadiness> {
  const found: RedisReadiness['redis'] = {
    reachable: false,
    writable: false,
    eviction_policy: null,
    durability: 'unknown',
    commands: 'unknown',
    problem: null,
  };
  try {
    await untilReady(redis, CONNECT_PATIENCE_MS);
    await redis.ping();
    found.reachable = true;
    await writeForTest(redis, keys);
    found.writable = true;
    Object.assign(found, await readPolicies(redis));
    found.commands = way() ?? 'unknown';
    if (found.eviction_policy !== null && found.eviction_policy !== 'noeviction') {
      found.problem = `maxmemory-policy is ${found.eviction_policy}: Redis may drop jobs. Set it to noeviction.`;
    }
  } catch (error) {
    found.problem = whyAway(redis) ?? (error instanceof Error ? error.message : String(error));
  }
  return { ready: found.problem === null, redis: found };
}

/** Whether each write is on disk before it is answered. @throws if Redis is away */
export async function isDurable(redis: Redis): Promise<boolean> {
  return (await readPolicies(redis)).durability === 'always';
}

/** A write that changes nothing. @throws the error of a Redis that refuses writes */
export async function writeForTest(redis: Redis, keys: Keys): Promise<void> {
  await redis.set(`${keys.root}:readiness`, String(Date.now()), 'PX', 60_000);
}

/** Hosted Redis may forbid CONFIG; then the policies are reported as unknown, which is not a problem. */
async function readPolicies(redis: Redis): Promise<Pick<RedisReadiness['redis'], 'eviction_policy' | 'durability'>> {
  try {
    const flat = await redis.config('GET', 'maxmemory-policy', 'appendonly', 'appendfsync');
    const value = (name: string) => flat[flat.indexOf(name) + 1] ?? '';
    const fsync = { always: 'always', everysec: 'everysec', no: 'os' } as const;
    const durability = value('appendonly') === 'yes' ? (fsync[value('appendfsync') as keyof typeof fsync] ?? 'unknown') : 'none';
    return { eviction_policy: value('maxmemory-policy'), durability };
  } catch (error) {
    if (!/NOPERM|unknown command/i.test(String(error))) throw error;
    return { eviction_policy: null, durability: 'unknown' };
  }
}
