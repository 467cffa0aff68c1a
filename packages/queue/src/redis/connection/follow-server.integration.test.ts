import { once } from 'node:events';

import { expect, test } from '@jest/globals';
import { ownRedis, waitFor, type OwnRedis } from '@darkroom/testkit';

import { fakeSentinel } from '../../test/fake-sentinel.ts';
import { openStore } from '../../store.ts';
import { newJob } from '../../test/world.ts';
import { connectRedis } from './connection.ts';

const ROLES = ['worker', 'request'] as const;

async function twoRedises() {
  const all = new AsyncDisposableStack();
  const [first, second] = await Promise.all([ownRedis(), ownRedis()]);
  all.use(first);
  all.use(second);
  const sentinel = all.use(await fakeSentinel({ port: first.port }));
  const connect = (role: (typeof ROLES)[number]) =>
    connectRedis({ url: `redis+sentinel://${sentinel.place}/m`, role, onError: () => undefined });
  return { first, second, sentinel, connect, [Symbol.asyncDispose]: () => all.disposeAsync() };
}

const has = async (redis: OwnRedis, key: string) => (await redis.command('EXISTS', key)) === 1;

test('commands reach the new master when the old one has died, and none is lost that waits', async () => {
  await using world = await twoRedises();
  const redis = world.connect('worker');
  const blocking = redis.duplicate();
  blocking.on('error', () => undefined);
  await Promise.all([redis.set('before', 1), blocking.ping()]);
  const popped = blocking.bzpopmin('queue', 60);
  await world.first.kill('SIGKILL');
  const written = redis.set('after', 1);
  const added = redis.zadd('queue', 1, 'x');
  world.sentinel.names(world.second.port, 2); // until now it named a master that is dead
  await Promise.all([written, added]);
  expect(await has(world.second, 'after')).toBe(true);
  expect(await popped).toEqual(['queue', 'x', '1']);
  redis.disconnect();
  blocking.disconnect();
});

test.each(ROLES)('a connection of a %s leaves a master that hangs for the one that took over', async (role) => {
  await using world = await twoRedises();
  const redis = world.connect(role);
  await once(redis, 'ready');
  await world.first.pause();
  world.sentinel.names(world.second.port, 2);
  const write = () => redis.set('after', 1).then(() => true);
  await waitFor(role === 'worker' ? write : () => write().catch(() => false), { what: 'a write to be taken' });
  expect(await has(world.second, 'after')).toBe(true);
  redis.disconnect();
});

test('a master that was made a replica is left, also while the sentinel still names it, and the command is repeated', async () => {
  await using world = await twoRedises();
  const redis = world.connect('worker');
  await redis.set('before', 1);
  await world.first.command('REPLICAOF', '127.0.0.1', `${world.second.port}`);
  const errors: string[] = [];
  redis.on('close', () => errors.push('closed'));
  const written = redis.set('after', 1);
  await waitFor(() => errors.length >= 2, { what: 'the replica to be tried and left again' });
  world.sentinel.names(world.second.port, 2);
  await written;
  expect(await has(world.second, 'after')).toBe(true);
  redis.disconnect();
});

// Redis ends BullMQ's blocking command with UNBLOCKED then (taskforcesh/bullmq#648, #3088).
test('a worker of BullMQ that waits at a master takes its work from the next one, when that is made a replica', async () => {
  await using world = await twoRedises();
  const logger = { debug() {}, info() {}, warn() {}, error() {} };
  const store = openStore({ url: `redis+sentinel://${world.sentinel.place}/m`, prefix: 'x', role: 'worker', now: Date.now, logger });
  const passed: string[] = [];
  const process = async ({ id }: { id: string }) => {
    passed.push(id);
    return { note: 'seen' };
  };
  const worker = store.createRemindedWorker({ queue: 'generation', concurrency: 1, process });
  await worker.start();
  const accept = async () => {
    const accepted = await store.jobs.accept(newJob(Date.now()));
    if (!('id' in accepted)) throw new Error(accepted.outcome);
    return accepted.id;
  };
  const first = await accept();
  await waitFor(() => passed.includes(first), { what: 'its pass' });
  const isBlocked = async () => /cmd=bzpopmin/.test(String(await world.first.command('CLIENT', 'LIST')));
  await waitFor(isBlocked, { what: 'it to wait for work', everyMs: 50 });
  world.sentinel.names(world.second.port, 2);
  await world.first.command('REPLICAOF', '127.0.0.1', `${world.second.port}`);
  const second = await accept();
  await waitFor(() => passed.includes(second), { what: 'its pass' });
  expect(await has(world.second, `{x}:job:${second}`)).toBe(true);
  await worker.stop();
  await store.close();
});
