import { expect, test } from '@jest/globals';
import { ownRedis } from '@darkroom/testkit';

import { setup } from '../test/world.ts';

type World = Awaited<ReturnType<typeof setup>>;

/** The data come under another server, as they were. */
async function comesUnderAnother({ raw, keys }: World, { durable = true } = {}): Promise<void> {
  for (const field of ['run_id', 'own']) if (await raw.hexists(keys.incarnation, field)) await raw.hset(keys.incarnation, field, 'abc');
  const snapshot = await raw.hget(keys.incarnation, 'snapshot');
  if (snapshot) await raw.hset(keys.incarnation, 'snapshot', snapshot.replace(/^\w+/, 'abc'));
  await raw.hset(keys.incarnation, 'durable', durable ? '1' : '0');
}

const kind = async ({ store }: World) => (await store.dataOrigin.read()).kind;

test('data of a new Redis, or that an earlier version wrote there, have nothing to be compared with', async () => {
  await using world = await setup();
  expect(await world.store.dataOrigin.read()).toMatchObject({ kind: 'unknown', stateAt: null });
  await world.store.noteDurability();
  const { runId, ...origin } = await world.store.dataOrigin.read();
  expect(origin).toMatchObject({ kind: 'unknown', stateAt: null });
  await world.store.dataOrigin.isOwn(runId);
  expect(await kind(world)).toBe('own');
});

test('data under another server are of unknown origin until somebody has looked, and are as new as the last note of the former', async () => {
  await using world = await setup();
  const { runId } = await world.store.dataOrigin.read();
  await world.store.noteDurability();
  await world.store.dataOrigin.isOwn(runId);
  const notedAt = Number(await world.raw.hget(world.keys.incarnation, 'noted_at'));
  await comesUnderAnother(world);
  expect(await world.store.dataOrigin.read()).toMatchObject({ kind: 'unknown', stateAt: notedAt, doubtedAt: null });
  world.clock.ahead += 60_000;
  await world.store.noteDurability();
  expect(await world.store.dataOrigin.read()).toMatchObject({ kind: 'unknown', stateAt: notedAt });
  await world.store.dataOrigin.isOwn(runId);
  expect(await kind(world)).toBe('own');
});

test('a backup is recognized under another server only, and before any unsent job of it is sent', async () => {
  await using world = await setup();
  await world.store.noteDurability();
  const id = await world.accept();
  await world.store.dataOrigin.isOwn((await world.store.dataOrigin.read()).runId);
  await world.store.dataOrigin.beginSnapshot();
  const takenAt = Number((await world.raw.hget(world.keys.incarnation, 'snapshot'))!.split(' ')[1]);
  expect(await kind(world)).toBe('own');

  await comesUnderAnother(world);
  expect(await world.store.dataOrigin.read()).toMatchObject({ kind: 'restored', stateAt: takenAt });
  expect(await world.store.passes.begin(id, 1, 'generate')).toMatchObject({ fastPath: false, lostAt: expect.any(Number) });
  expect(await world.store.dataOrigin.read()).toMatchObject({ kind: 'restored', stateAt: takenAt });
  expect(await world.store.readiness()).toMatchObject({ redis: { restored: true } });
});

test('once prepared, restored data are own, and each unsent job is looked up before it is sent', async () => {
  await using world = await setup();
  await world.store.noteDurability();
  const id = await world.accept();
  await world.store.dataOrigin.isRestored(world.clock.now());
  await world.store.dataOrigin.isRestored(1); // the second time changes nothing
  const { runId, stateAt } = await world.store.dataOrigin.read();
  expect(stateAt).toBeGreaterThan(1);
  for (let times = 0; times < 2; times++) await world.store.dataOrigin.isPrepared(runId);
  expect(await world.store.dataOrigin.read()).toMatchObject({ kind: 'own', doubtedAt: expect.any(Number) });
  expect(await world.store.passes.begin(id, 1, 'generate')).toMatchObject({ lostAt: expect.any(Number) });
  expect(await world.store.readiness()).toMatchObject({ redis: { restored: false } });
});

test('data that only may have lost calls stay restored, or in a backup, if that was found meanwhile', async () => {
  await using world = await setup();
  await world.store.noteDurability();
  const id = await world.accept();
  const { runId } = await world.store.dataOrigin.read();
  await world.store.dataOrigin.beginSnapshot();
  await world.store.dataOrigin.isDoubted(runId);
  expect(await world.raw.hexists(world.keys.incarnation, 'snapshot')).toBe(1);
  expect(await kind(world)).toBe('own');
  await world.store.dataOrigin.isRestored(world.clock.now());
  await world.store.dataOrigin.isDoubted(runId);
  expect(await kind(world)).toBe('restored');
  expect(await world.store.passes.begin(id, 1, 'generate')).toMatchObject({ lostAt: expect.any(Number) });
});

test('a snapshot is written to the file that it names, and leaves no mark in the running Redis', async () => {
  await using redis = await ownRedis();
  await using world = await setup({ url: redis.url, prefix: 'own' });
  await world.store.noteDurability();
  expect(await world.store.takeSnapshot()).toEqual({ path: `${redis.dataDir}/dump.rdb`, server: `127.0.0.1:${redis.port}` });
  expect(await world.raw.hmget(world.keys.incarnation, 'snapshot', 'durable')).toEqual([null, '1']);
});

test('the mark of a backup that was killed is removed, and that of one which goes on stays', async () => {
  await using world = await setup();
  const isMarked = () => world.raw.hexists(world.keys.incarnation, 'snapshot');
  await world.store.noteDurability();
  await world.store.dataOrigin.beginSnapshot();
  world.clock.ahead += 9 * 60_000;
  await world.store.noteDurability();
  expect(await isMarked()).toBe(1);
  await world.store.dataOrigin.beginSnapshot();
  world.clock.ahead += 9 * 60_000;
  await world.store.noteDurability();
  expect(await isMarked()).toBe(1);
  world.clock.ahead += 2 * 60_000;
  await world.store.noteDurability();
  expect(await isMarked()).toBe(0);
});

test('an old mark of another server stays: it is that of a restored backup', async () => {
  await using world = await setup();
  await world.store.noteDurability();
  await world.store.dataOrigin.beginSnapshot();
  await comesUnderAnother(world);
  world.clock.ahead += 7 * 86_400_000;
  await world.store.noteDurability();
  await world.store.noteDurability();
  expect(await kind(world)).toBe('restored');
});

test('a version that does not know the mark finds in a backup that writes may be lost', async () => {
  await using world = await setup();
  await world.store.noteDurability();
  await world.store.dataOrigin.beginSnapshot();
  expect(await world.raw.hget(world.keys.incarnation, 'durable')).toBe('0');
});
