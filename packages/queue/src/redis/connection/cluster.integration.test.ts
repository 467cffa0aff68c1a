import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { redisCluster, waitFor, type OwnRedis, type RedisCluster } from '@darkroom/testkit';

import { openStore } from '../../store.ts';
import { newJob } from '../../test/world.ts';
import { isRedisAway } from '../waiting/redis-away.ts';

const silent = { debug() {}, info() {}, warn() {}, error() {} };
let cluster: RedisCluster;

beforeAll(async () => {
  cluster = await redisCluster();
});
afterAll(async () => cluster[Symbol.asyncDispose]());

function openOn(prefix: string) {
  const options = { url: cluster.url, prefix, now: Date.now, logger: silent };
  const store = openStore({ ...options, role: 'request' });
  const worker = openStore({ ...options, role: 'worker' });
  const passed: string[] = [];
  const reminded = worker.createRemindedWorker({
    queue: 'generation',
    concurrency: 4,
    process: async ({ id }) => {
      passed.push(id);
      return { note: 'seen' };
    },
  });
  const accept = async (idempotencyKey?: string): Promise<string> => {
    const job = newJob(
      Date.now(),
      idempotencyKey === undefined ? {} : { idempotency: { key: `acme ${idempotencyKey}`, fingerprint: 'f' } },
    );
    const accepted = await store.jobs.accept(job);
    if (!('id' in accepted)) throw new Error(accepted.outcome);
    return accepted.id;
  };
  return {
    store,
    passed,
    accept,
    start: () => reminded.start(),
    async [Symbol.asyncDispose]() {
      await reminded.stop();
      await Promise.all([store.close(), worker.close()]);
    },
  };
}

const another = (than: OwnRedis) => cluster.nodes.find((node) => node !== than)!;

test.each(['a', 'b', 'c'])('installation %s works on its node, whichever that is', async (prefix) => {
  await using world = openOn(prefix);
  await world.start();
  await waitFor(async () => (await world.store.readiness()).ready, { what: 'it to be ready', everyMs: 100 });
  const node = await cluster.nodeOf(prefix);
  expect((await world.store.readiness()).redis).toMatchObject({ master: `127.0.0.1:${node.port}`, role: 'master', commands: 'functions' });
  const id = await world.accept();
  await waitFor(() => world.passed.includes(id), { what: 'its pass' });
});

test('while the slot moves nothing is written, and then all goes on at the new node, where the functions are loaded', async () => {
  await using world = openOn('moving');
  await world.start();
  await waitFor(async () => (await world.store.readiness()).ready, { what: 'it to be ready', everyMs: 100 });
  const first = await cluster.nodeOf('moving');
  const before = await Promise.all(Array.from({ length: 30 }, () => world.accept()));
  await waitFor(() => before.every((id) => world.passed.includes(id)), { what: 'their passes' });

  const target = another(first);
  const refused: unknown[] = [];
  await cluster.moveSlot('moving', target, async () => {
    refused.push(await world.accept('in between').catch((error: unknown) => error));
    refused.push((await world.store.readiness()).redis.problem);
  });
  expect(refused[0]).toBeInstanceOf(Error);
  expect([isRedisAway(refused[0]), refused[1]]).toEqual([
    true,
    'ASK: the keys move to another node of the cluster. Writes go on when all have moved. If nothing moves them any more, run redis-cli --cluster fix.',
  ]);

  const after = await waitFor(() => world.accept('in between').catch(() => undefined), { what: 'a job to be accepted' });
  await waitFor(() => world.passed.includes(after), { what: 'its pass' });
  expect((await world.store.readiness()).redis).toMatchObject({ master: `127.0.0.1:${target.port}`, commands: 'functions', problem: null });
  expect(Number(await target.command('EVAL', "return redis.call('ZCARD', '{moving}:jobs:acme')", '1', '{moving}:jobs:acme'))).toBe(31);
});

test('a master that has only a part of the keys, since its replica’s master was lost in a move, is not written to until the move is over', async () => {
  await using world = openOn('halves');
  await waitFor(async () => (await world.store.readiness()).ready, { what: 'it to be ready', everyMs: 100 });
  await Promise.all(Array.from({ length: 30 }, () => world.accept()));
  const first = await cluster.nodeOf('halves');
  const target = another(first);
  const seen: unknown[] = [];
  await cluster.moveSlot('halves', target, async () => {
    const slot = String(await first.command('CLUSTER', 'KEYSLOT', '{halves}'));
    // A replica that becomes master has no note of the move.
    await first.command('CLUSTER', 'SETSLOT', slot, 'STABLE');
    await first.command('CLIENT', 'KILL', 'TYPE', 'normal');
    await waitFor(async () => String((await world.store.readiness()).redis.problem).includes('only a part'), {
      what: 'it to be noticed',
      everyMs: 100,
    });
    seen.push(await world.accept().catch((error: unknown) => isRedisAway(error)));
    await first.command('CLUSTER', 'SETSLOT', slot, 'MIGRATING', String(await target.command('CLUSTER', 'MYID')));
  });
  expect(seen).toEqual([true]);
  await waitFor(() => world.accept().catch(() => undefined), { what: 'a job to be accepted' });
  expect((await world.store.jobs.counts('acme')).queued).toBe(31);
});
