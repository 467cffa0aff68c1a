import { expect, test } from '@jest/globals';
import { ownRedis, QUICK_REPLICATION, waitFor } from '@darkroom/testkit';

import { fakeSentinel } from '../../test/fake-sentinel.ts';
import { newJob } from '../../test/world.ts';
import { isRedisAway } from '../waiting/redis-away.ts';
import { openStore } from '../../store.ts';

const silent = { debug() {}, info() {}, warn() {}, error() {} };

/** A master that needs a replica, its replicas, and a store on the master. */
async function masterWithReplicas(count = 1, { bySentinel = false } = {}) {
  const all = new AsyncDisposableStack();
  const [master, ...replicas] = await Promise.all(Array.from({ length: 1 + count }, () => ownRedis({ args: QUICK_REPLICATION })));
  if (!master) throw new Error('there is none');
  for (const redis of [master, ...replicas]) all.use(redis);
  for (const replica of replicas) {
    await replica.command('REPLICAOF', '127.0.0.1', `${master.port}`);
    await waitFor(async () => String(await replica.command('INFO', 'replication')).includes('master_link_status:up'), {
      what: 'it to follow',
      everyMs: 100,
    });
  }
  await master.command('CONFIG', 'SET', 'min-replicas-to-write', '1', 'min-replicas-max-lag', '10');
  await waitFor(async () => String(await master.command('INFO', 'replication')).includes(`min_slaves_good_slaves:${count}`), {
    what: 'all to be in time',
    everyMs: 100,
  });
  const sentinel = all.use(await fakeSentinel({ port: master.port }));
  const url = bySentinel ? `redis+sentinel://${sentinel.place}/m` : master.url;
  const store = openStore({ url, prefix: 'x', role: 'request', now: Date.now, logger: silent });
  all.defer(() => store.close());
  /** As a caller who asks once. */
  const accept = () => store.jobs.accept(newJob(Date.now()));
  /** As a caller who asks again: on a busy machine a replica may need more than the second that it has. */
  const acceptAgain = () => waitFor(accept, { what: 'a job to be accepted', everyMs: 100 });
  await waitFor(async () => (await store.readiness()).ready, { what: 'the store to be ready', everyMs: 100 });
  return { master, replica: replicas[0]!, replicas, sentinel, store, accept, acceptAgain, [Symbol.asyncDispose]: () => all.disposeAsync() };
}

const countJobs = async (redis: { command: (name: string, ...words: string[]) => Promise<unknown> }) =>
  Number(await redis.command('EVAL', "return #redis.call('KEYS', '{x}:job:*')", '0'));

test('a job counts as accepted when a replica has it, and is refused where none takes it in time', async () => {
  await using world = await masterWithReplicas();
  expect((await world.store.readiness()).redis).toMatchObject({ role: 'master', replicas: 1, replicas_needed: 1, problem: null });
  await world.acceptAgain();
  expect(await countJobs(world.replica)).toBe(await countJobs(world.master));

  // It hangs, and its master has not noticed yet.
  await world.replica.pause();
  const refused = await world.accept().catch((error: unknown) => error);
  expect(String(refused)).toMatch(/UNREPLICATED 0 of the 1 replicas/);
  expect(isRedisAway(refused)).toBe(true);
  await world.replica.resume();
  await world.acceptAgain();
});

test('where the replicas are gone Redis refuses, nothing is stored, and /readyz says so', async () => {
  await using world = await masterWithReplicas();
  await world.replica.kill();
  await waitFor(async () => String(await world.master.command('INFO', 'replication')).includes('connected_slaves:0'), {
    what: 'the master to notice',
    everyMs: 100,
  });
  await expect(world.accept()).rejects.toThrow(/^NOREPLICAS/);
  expect(await countJobs(world.master)).toBe(0);
  const { ready, redis } = await world.store.readiness();
  expect(ready).toBe(false);
  expect(redis).toMatchObject({
    reachable: true,
    writable: false,
    replicas: 0,
    replicas_needed: 1,
    problem: 'NOREPLICAS: Redis refuses writes, because it has fewer replicas than min-replicas-to-write asks for.',
  });
  await world.replica.restart();
  await world.replica.command('REPLICAOF', '127.0.0.1', `${world.master.port}`);
  await waitFor(async () => (await world.store.readiness()).ready, { what: 'writes to be taken again', everyMs: 100 });
  await world.acceptAgain();
});

test('the other replicas have it as well, and one that hangs holds nothing up for long', async () => {
  await using world = await masterWithReplicas(2);
  // One replica must have a write. The other is waited for only a moment, in which it may be late on a busy machine.
  const allHaveIt = async () => {
    await world.accept();
    const jobs = await countJobs(world.master);
    return (await Promise.all(world.replicas.map(countJobs))).every((count) => count === jobs);
  };
  await waitFor(allHaveIt, { what: 'a job to be on all replicas when it is answered', everyMs: 100 });
  await world.replica.pause();
  await world.acceptAgain();
  expect(await countJobs(world.replicas[1]!)).toBe(await countJobs(world.master));
  await world.replica.resume();
});

test('while one replica is being made the master, what the others acknowledge does not count', async () => {
  await using world = await masterWithReplicas(2, { bySentinel: true });
  await world.acceptAgain();
  // The master before goes on, and the other replica follows it until the sentinels come to it.
  world.sentinel.exchanges(true);
  await world.replica.command('REPLICAOF', 'NO', 'ONE');
  const refused = await world.accept().catch((error: unknown) => error);
  expect(String(refused)).toMatch(/UNREPLICATED it is not certain that this Redis is still the master/);
  expect(isRedisAway(refused)).toBe(true);
  // It has come to nothing: the replica is gone, and the master stays.
  world.sentinel.exchanges(false);
  await world.acceptAgain();
  expect(await countJobs(world.replicas[1]!)).toBeGreaterThanOrEqual(2);
});

test('a new connection to a master that is being exchanged takes nothing', async () => {
  await using world = await masterWithReplicas(2, { bySentinel: true });
  world.sentinel.exchanges(true);
  await world.replica.command('REPLICAOF', 'NO', 'ONE');
  const late = openStore({
    url: `redis+sentinel://${world.sentinel.place}/m`,
    prefix: 'x',
    role: 'request',
    now: Date.now,
    logger: silent,
  });
  try {
    await waitFor(async () => (await late.readiness()).ready, { what: 'it to be connected', everyMs: 100 });
    await expect(late.jobs.accept(newJob(Date.now()))).rejects.toThrow(/^UNREPLICATED/);
  } finally {
    await late.close();
  }
});

test('a replica that joins is waited for within a second or so, since it may be made the master next', async () => {
  await using world = await masterWithReplicas(1, { bySentinel: true });
  await world.acceptAgain();
  await using late = await ownRedis({ args: QUICK_REPLICATION });
  await late.command('REPLICAOF', '127.0.0.1', `${world.master.port}`);
  await waitFor(async () => String(await world.master.command('INFO', 'replication')).includes('min_slaves_good_slaves:2'), {
    what: 'it to be in time',
    everyMs: 100,
  });
  world.sentinel.exchanges(true);
  await late.pause();
  const refused = () =>
    world.accept().then(
      () => undefined,
      (error: unknown) => String(error),
    );
  expect(await waitFor(refused, { what: 'a write to be refused' })).toMatch(/UNREPLICATED it is not certain/);
  await late.resume();
});
