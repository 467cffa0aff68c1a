import type { Tenant } from '@darkroom/contracts';
import type { Redis } from 'ioredis';

import { readNumber } from '../redis/fields.ts';
import type { Keys } from '../redis/keys.ts';
import { GETTY_AWAY, PAID, POLLS, SLOTTED, START_PENDING } from '../redis/constants.ts';

/** Getty's current limits: configured or found, with their use and the waiting jobs. */
export type LimitsNow = {
  /**
   * Generations pending at Getty. `met`: configured, or refused once; otherwise the limit still grows. `taken`: slots, never more than a
   * found limit: calls that were on their way when it fell are refused or raise it. `waiting`: jobs in the fair line, by tenant.
   */
  pending: { limit: number; given: boolean; met: boolean; taken: number; waiting: Record<Tenant, number> };
  /**
   * Calls per second; null: never refused, so not limited. `waiting`: jobs that wait for a turn, to poll or look up, and to make a paid
   * call.
   */
  queries: { limit: number | null; given: boolean; waiting: { poll: number; paid: number } };
  /** What is not sent for now: `daily` (downloads) or `quota.<product>`, with the time of the next probe and the start, in ms. */
  pauses: { name: string; until: number; since: number | null }[];
  /** Getty is away: the start, and when it is asked next, in ms; null: it is available. */
  gettyAway: { since: number | null; until: number; cause: GettyAwayCause } | null;
};

/** Getty does not answer, or refuses our key and secret. */
export type GettyAwayCause = 'unreachable' | 'credentials';

export async function readLimits(redis: Redis, keys: Keys): Promise<LimitsNow> {
  const [given, found, pauses, since, cause, taken, waiting, ...turns] = await Promise.all([
    redis.mget(keys.limits('pending'), keys.limits('queries')),
    redis.hmget(keys.found, 'pending', 'queries', 'pending_lowered_at'),
    redis.hgetall(keys.pauses),
    redis.hgetall(keys.pausedSince),
    redis.hget(keys.gettyFailures, 'cause'),
    redis.zcard(keys.slots('pending')),
    readLine(redis, keys, 'pending'),
    ...[POLLS, SLOTTED, PAID].map((line) => readLine(redis, keys, line)),
  ]);
  const [poll = 0, slotted = 0, unslotted = 0] = turns.map((line) => Object.values(line).reduce((sum, count) => sum + count, 0));
  const all = Object.entries(pauses).map(([name, until]) => ({ name, until: Number(until), since: readNumber(since[name]) }));
  const away = all.find(({ name }) => name === GETTY_AWAY);
  const rate = given[1] ?? found[1];
  const limit = Number(given[0] ?? found[0] ?? START_PENDING);
  return {
    pending: {
      limit,
      given: given[0] !== null,
      met: given[0] !== null || found[2] !== null,
      taken: given[0] === null ? Math.min(taken, limit) : taken,
      waiting,
    },
    queries: { limit: rate ? Number(rate) : null, given: given[1] !== null, waiting: { poll, paid: slotted + unslotted } },
    pauses: all.filter(({ name }) => name !== GETTY_AWAY),
    gettyAway: away ? { since: away.since, until: away.until, cause: cause === 'credentials' ? cause : 'unreachable' } : null,
  };
}

/** The number of jobs in a fair line, by tenant. */
async function readLine(redis: Redis, keys: Keys, line: string): Promise<Record<Tenant, number>> {
  const tenants = await redis.zrange(keys.line(line), '0', '-1');
  const counts = tenants.map(async (tenant) => [tenant, await redis.zcard(keys.line(line, tenant))] as const);
  return Object.fromEntries(await Promise.all(counts));
}
