import { expect, test } from '@jest/globals';
import { testRedis, waitFor } from '@darkroom/testkit';

import { createCommands } from '../lua/commands.ts';
import { openStore } from '../store.ts';
import { setup } from '../test/world.ts';
import { MOST_PROCESSES } from './processes.ts';

const silent = { debug() {}, info() {}, warn() {}, error() {} };

test('a process is listed from its first connection until it stops in order', async () => {
  await using redis = testRedis();
  const before = Date.now();
  const open = (app: string) =>
    openStore({
      url: redis.url,
      prefix: redis.prefix,
      role: 'request',
      now: Date.now,
      logger: silent,
      process: { app, version: '1.2.3', host: 'rack', pid: 7 },
    });
  const [worker, api] = [open('worker'), open('api')];
  const apps = async () => (await api.processes()).map(({ app }) => app);
  await waitFor(async () => (await apps()).length === 2, { what: 'both to be listed' });
  const [first] = await api.processes();
  expect(first).toMatchObject({ app: 'api', version: '1.2.3', host: 'rack', pid: 7 });
  expect(first!.seenAt).toBeGreaterThanOrEqual(before);
  expect(first!.seenAt).toBeLessThanOrEqual(Date.now());
  await worker.close();
  expect(await apps()).toEqual(['api']);
  await api.close();
});

test('no more are kept than fit, and none for longer than an hour without a sign', async () => {
  await using world = await setup();
  const run = createCommands(world.raw, world.keys);
  const note = (id: string) =>
    run('note_process', { now: 1, id, fields: { app: 'worker', pid: '1', started_at: '1' }, most: MOST_PROCESSES });
  await world.raw.zadd(world.keys.processes, 1, 'long ago');
  for (let n = 0; n <= MOST_PROCESSES; n++) await note(`process ${n}`);
  const listed = await world.store.processes();
  expect(listed).toHaveLength(MOST_PROCESSES);
  expect(await world.raw.zscore(world.keys.processes, 'long ago')).toBeNull();
  expect(await world.raw.pttl(world.keys.process(listed[0]!.id))).toBeGreaterThan(3_500_000);
});

test('Redis reports what it is', async () => {
  await using world = await setup();
  expect(await world.store.redisFacts()).toMatchObject({
    version: expect.stringMatching(/^\d+\./),
    role: 'master',
    master: null,
    usedBytes: expect.any(Number),
    evictedKeys: 0,
    keys: expect.any(Number),
  });
});
