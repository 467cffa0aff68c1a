import { expect, test } from '@jest/globals';
import { freePort, ownRedis, waitFor, type OwnRedis } from '@darkroom/testkit';

import { startSystem } from './system.ts';
import { everyProcess, findBroken, isAcceptedLate, refuseLate, REFUSAL } from './redis-away.ts';
import { submitWave } from './storm/drive.ts';

/**
 * G1 and G8 when Redis is not gone, but of no use: it hangs, may drop jobs, is full, or has become a replica. Callers hear 503 at once,
 * every process says what is wrong, and when it is put right all of them go on by themselves: nothing is lost, nothing paid twice.
 */

const WAVE = 40;

type Fault = {
  begin: (redis: OwnRedis) => Promise<unknown>;
  end: (redis: OwnRedis) => Promise<unknown>;
  /** What `/readyz` gives as the reason. */
  problem: RegExp;
};

const HANGING: Fault = {
  begin: (redis) => redis.pause(),
  end: (redis) => redis.resume(),
  problem: /timed out/,
};

const FULL: Fault = {
  begin: (redis) => redis.command('CONFIG', 'SET', 'maxmemory', '1'),
  end: (redis) => redis.command('CONFIG', 'SET', 'maxmemory', '0'),
  problem: /^OOM /,
};

/** What an old primary is after a failover: it answers and reads, and writes nothing. Nobody listens where its new primary should be. */
const REPLICA: Fault = {
  begin: async (redis) => redis.command('REPLICAOF', '127.0.0.1', `${await freePort()}`),
  end: (redis) => redis.command('REPLICAOF', 'NO', 'ONE'),
  problem: /^READONLY /,
};

test.each([
  ['hangs', HANGING],
  ['is full', FULL],
  ['has become a replica', REPLICA],
])('a Redis that %s under load: 503 and the reason, then everything goes on, and nothing is paid twice', async (_what, fault) => {
  await using redis = await ownRedis();
  await using system = await startSystem({ redisUrl: redis.url, workers: 2, worker: { GETTY_MAX_PENDING: '20', CONCURRENCY: '5' } });
  const accepted: string[] = [];
  const before = submitWave(system, { from: 0, to: WAVE }, (id) => accepted.push(id));
  await waitFor(async () => (await system.ledger()).generations.length >= 5, { what: 'paid calls to be under way' });

  await fault.begin(redis);
  const after = submitWave(system, { from: WAVE, to: 2 * WAVE }, (id) => accepted.push(id));
  await waitFor(() => everyProcess(system, { ready: false, problem: fault.problem }), {
    what: 'every process to say so',
  });
  expect(await refuseLate(system)).toEqual(REFUSAL);
  await fault.end(redis);

  await waitFor(() => isAcceptedLate(system), { what: 'a job to be accepted again' });
  const submitted = [...(await before), ...(await after)];
  for (const id of accepted) expect(await system.ended(id, 90_000)).toMatchObject({ status: 'succeeded' });
  expect((await system.jobs()).filter(({ type }) => type === 'generation')).toHaveLength(2 * WAVE + 1);
  expect(await findBroken(system, submitted)).toEqual([]);
  await waitFor(() => everyProcess(system, { ready: true }), { what: 'every process to be ready' });
});

test('a Redis that may drop jobs: every process says so until it is put right', async () => {
  await using redis = await ownRedis();
  await using system = await startSystem({ redisUrl: redis.url });
  await waitFor(() => everyProcess(system, { ready: true }), { what: 'every process to be ready' });
  await redis.command('CONFIG', 'SET', 'maxmemory-policy', 'allkeys-lru');
  const saysSo = () => everyProcess(system, { ready: false, problem: /^maxmemory-policy is allkeys-lru: / });
  expect(await waitFor(saysSo, { what: 'every process to say so' })).toBe(true);
  await redis.command('CONFIG', 'SET', 'maxmemory-policy', 'noeviction');
  await waitFor(() => everyProcess(system, { ready: true }), { what: 'every process to be ready again' });
});
