import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { freePort, ownRedis, waitFor, type OwnRedis } from '@darkroom/testkit';

import { startSystem, type System } from './system.ts';
import { everyProcess, findBroken, isAcceptedLate, refuseLate, REFUSAL } from './redis-away.ts';
import { submitWave, type Submitted } from './storm/drive.ts';

/**
 * G1 and G8 when Redis is not gone, but of no use: it hangs, may drop jobs, is full, or has become a replica. Callers hear 503 at once,
 * every process says what is wrong, and when it is put right all of them go on by themselves: nothing is lost, nothing paid twice.
 */

const WAVE = 20;

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

/** One system for all faults: each finds it as the one before has left it. */
let redis: OwnRedis;
let system: System;
const submitted: Submitted[] = [];
beforeAll(async () => {
  redis = await ownRedis();
  system = await startSystem({ redisUrl: redis.url, workers: 2, worker: { GETTY_MAX_PENDING: '20', CONCURRENCY: '5' } });
});
afterAll(async () => {
  await system[Symbol.asyncDispose]();
  await redis[Symbol.asyncDispose]();
});

const sent = async () => (await system.ledger()).generations.length;

test.each([
  ['hangs', HANGING],
  ['is full', FULL],
  ['has become a replica', REPLICA],
])('a Redis that %s under load: 503 and the reason, then everything goes on, and nothing is paid twice', async (_what, fault) => {
  const sentBefore = await sent();
  const from = submitted.length;
  const wave = (number: number) => submitWave(system, { from: from + number * WAVE, to: from + (number + 1) * WAVE }, () => undefined);
  const begin = async () => {
    await waitFor(async () => (await sent()) >= sentBefore + 5, { what: 'paid calls to be under way' });
    await fault.begin(redis);
  };
  const endOnceSeen = async () => {
    await waitFor(() => everyProcess(system, { ready: false, problem: fault.problem }), {
      what: 'every process to say so',
    });
    expect(await refuseLate(system)).toEqual(REFUSAL);
    await fault.end(redis);
    await waitFor(() => isAcceptedLate(system), { what: 'a job to be accepted again' });
  };
  const meanwhile = async () => {
    await begin();
    const [during] = await Promise.all([wave(1), endOnceSeen()]);
    return during;
  };
  const [first, second] = await Promise.all([wave(0), meanwhile()]);
  submitted.push(...first, ...second);

  // A request of its own is submitted while Redis is of no use, under one key in all faults.
  expect((await system.jobs()).filter(({ type }) => type === 'generation')).toHaveLength(submitted.length + 1);
  expect(await findBroken(system, submitted)).toEqual([]);
  await waitFor(() => everyProcess(system, { ready: true }), { what: 'every process to be ready' });
});

test('a Redis that may drop jobs: every process says so until it is put right', async () => {
  await waitFor(() => everyProcess(system, { ready: true }), { what: 'every process to be ready' });
  await redis.command('CONFIG', 'SET', 'maxmemory-policy', 'allkeys-lru');
  const problem = /^maxmemory-policy is allkeys-lru: /;
  expect(await waitFor(() => everyProcess(system, { ready: false, problem }), { what: 'every process to say so' })).toBe(true);
  await redis.command('CONFIG', 'SET', 'maxmemory-policy', 'noeviction');
  await waitFor(() => everyProcess(system, { ready: true }), { what: 'every process to be ready again' });
});
