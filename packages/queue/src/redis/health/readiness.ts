import type { Redis } from 'ioredis';

import type { Keys } from '../keys.ts';
import { connectionProblem } from '../finding/connection-problem.ts';
import { serverOf, whyAway } from '../connection/connection.ts';
import { readReplication } from './replication.ts';
import { untilReady } from '../waiting/until-ready.ts';

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
    /** The address of the master; null where Redis does not say. */
    master: string | null;
    /** Of the Redis that this process has: `master`, or `slave`, which takes no writes. */
    role: string | null;
    /** Replicas that receive its writes in time; with fewer than needed it refuses writes. 0: it needs none. */
    replicas: number | null;
    replicas_needed: number | null;
    /** How our Lua commands are called; `unknown` before the first answer. */
    commands: CallingWay | 'unknown';
    /** The data were put back from a backup: workers do not start until they are prepared. */
    restored: boolean;
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
    master: null,
    role: null,
    replicas: null,
    replicas_needed: null,
    commands: 'unknown',
    restored: false,
    problem: null,
  };
  try {
    await untilReady(redis, CONNECT_PATIENCE_MS);
    const [{ role, masterOfIt, replicas, replicasNeeded }] = await Promise.all([readReplication(redis), redis.ping()]);
    found.reachable = true;
    Object.assign(found, { master: role === 'master' ? serverOf(redis) : masterOfIt, role, replicas, replicas_needed: replicasNeeded });
    await writeForTest(redis, keys);
    found.writable = true;
    Object.assign(found, await readPolicies(redis));
    found.commands = way() ?? 'unknown';
    found.restored = (await redis.hexists(keys.incarnation, 'restored')) === 1;
    if (found.eviction_policy !== null && found.eviction_policy !== 'noeviction') {
      found.problem = `maxmemory-policy is ${found.eviction_policy}: Redis may drop jobs. Set it to noeviction.`;
    }
  } catch (error) {
    found.problem = whyAway(redis) ?? problemOf(error, redis);
  }
  return { ready: found.problem === null, redis: found };
}

/** An error of a Redis that answers. Its own words come first, so that they can be looked up. */
function problemOf(error: unknown, redis: Redis): string {
  const text = error instanceof Error ? error.message : String(error);
  if (text.startsWith('NOREPLICAS'))
    return 'NOREPLICAS: Redis refuses writes, because it has fewer replicas than min-replicas-to-write asks for.';
  if (text.startsWith('MOVED')) return `MOVED: ${connectionProblem(error as Error, redis.options)}`;
  if (text.startsWith('ASK'))
    return 'ASK: the keys move to another node of the cluster. Writes go on when all have moved. If nothing moves them any more, run redis-cli --cluster fix.';
  return text;
}

/** Whether each write is on disk before it is answered. @throws if Redis is away */
export async function isDurable(redis: Redis): Promise<boolean> {
  return (await readPolicies(redis)).durability === 'always';
}

/** A write that changes nothing. @throws the error of a Redis that refuses writes */
export async function writeForTest(redis: Redis, keys: Keys): Promise<void> {
  const written = redis.set(`${keys.root}:readiness`, String(Date.now()), 'PX', 60_000);
  // Our commands name this key, which never exists: a cluster refuses it (`ASK`) as soon as the slot of our keys begins to move.
  await Promise.all([written, redis.exists(keys.root)]);
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
