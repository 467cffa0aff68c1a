import type { JobId } from '@darkroom/contracts';
import { describe, expect, test } from '@jest/globals';
import { ownRedis } from '@darkroom/testkit';

import { newJob, setup } from '../test/world.ts';

type World = Awaited<ReturnType<typeof setup>>;

/** Simulates that Redis came back as another server that was not a replica. */
async function comesBack(world: World, durable: boolean): Promise<void> {
  await world.raw.hset(`${world.keys.root}:incarnation`, 'run_id', 'another', 'durable', durable ? '1' : '0');
}

describe('a Redis that comes back as another server', () => {
  test('and may have lost writes puts earlier unsent jobs in doubt, until they have been checked', async () => {
    await using world = await setup();
    await world.store.noteDurability();
    const before = await world.accept();
    await comesBack(world, false);
    const pass = await world.begin(before);
    expect(pass.lostAt).toBeNull();
    expect(await world.store.passes.intend(pass, 'generate')).toMatchObject({ code: 'in_doubt' });

    const again = await world.begin(before);
    expect(again.lostAt).toBeGreaterThan(0);
    await world.store.passes.advance(again, { status: 'queued', set: { checked_at: again.loss }, dueAt: 1 });
    const looked = await world.begin(before);
    expect(looked.lostAt).toBeNull();
    expect(await world.store.passes.intend(looked, 'generate')).toMatchObject({ code: 'new' });
  });

  test('again is doubted again, also if a worker with a clock behind notices it', async () => {
    await using world = await setup();
    await using late = world.another(-3_600_000);
    await world.store.noteDurability();
    const id = await world.accept();
    await comesBack(world, false);
    await world.store.noteDurability();
    const first = await world.begin(id);
    await world.store.passes.advance(first, { status: 'queued', set: { checked_at: first.loss }, dueAt: 1 });
    await comesBack(world, false);
    await late.noteDurability();
    const second = await world.begin(id);
    expect(second.loss).toBeGreaterThan(first.loss!);
  });

  test.each([-3_600_000, 3_600_000])('counts from when it was noticed, for a worker with a clock %d ms apart too', async (aheadMs) => {
    await using world = await setup();
    await using apart = world.another(aheadMs);
    await world.store.noteDurability();
    const id = await world.accept();
    await comesBack(world, false);
    const [notices, begins] = aheadMs < 0 ? [apart, world.store] : [world.store, apart];
    const from = world.clock.now();
    await notices.noteDurability();
    const pass = await begins.passes.begin(id, 1);
    const ahead = aheadMs < 0 ? 0 : aheadMs;
    // Clocks of Redis and of this process read whole milliseconds at different times.
    expect(pass).toMatchObject({ lostAt: expect.any(Number) });
    expect((pass as { lostAt: number }).lostAt).toBeGreaterThanOrEqual(from + ahead - 1_000);
  });

  test('doubts a job of a process with a clock far ahead, that was accepted before', async () => {
    await using world = await setup();
    await using early = world.another(3_600_000);
    await world.store.noteDurability();
    const job = newJob(world.clock.now() + 3_600_000);
    await early.jobs.accept(job);
    await comesBack(world, false);
    await world.store.noteDurability();
    expect(await world.begin(job.id)).toMatchObject({ lostAt: expect.any(Number) });
  });

  test('is noticed before a pass takes the fast path', async () => {
    await using world = await setup();
    await world.store.noteDurability();
    const id = await world.accept();
    await comesBack(world, false);
    const pass = await world.store.passes.begin(id, 1, 'generate');
    expect(pass).toMatchObject({ fastPath: false, lostAt: expect.any(Number) });
  });

  test('does not affect jobs accepted later', async () => {
    await using world = await setup();
    await world.store.noteDurability();
    await comesBack(world, false);
    await world.store.noteDurability();
    world.clock.ahead += 120_000;
    const id = await world.accept();
    expect(await world.store.passes.begin(id, 1, 'generate')).toMatchObject({ fastPath: true, lostAt: null });
  });

  test('with every write on disk has lost none', async () => {
    await using world = await setup();
    await world.store.noteDurability();
    const id = await world.accept();
    await comesBack(world, true);
    expect(await world.store.passes.begin(id, 1, 'generate')).toMatchObject({ fastPath: true, lostAt: null });
  });

  test('is noticed by its own run id, which it was asked for before it ended', async () => {
    await using redis = await ownRedis();
    await using world = await setup({ url: redis.url, prefix: 'own' });
    await redis.command('CONFIG', 'SET', 'appendfsync', 'everysec');
    const [first, before] = [await world.accept(), await world.accept()];
    await world.store.noteDurability();
    expect(await world.store.passes.begin(first, 1, 'generate')).toMatchObject({ fastPath: true });
    await redis.kill();
    await redis.restart();
    expect(await world.store.passes.begin(before, 1, 'generate')).toMatchObject({ fastPath: false, lostAt: expect.any(Number) });
  });

  test('is noticed where another server took over and it is back', async () => {
    await using world = await setup();
    await world.store.noteDurability();
    const [first, before] = [await world.accept(), await world.accept()];
    expect(await world.store.passes.begin(first, 1, 'generate')).toMatchObject({ fastPath: true });
    await comesBack(world, false);
    expect(await world.store.passes.begin(before, 1, 'generate')).toMatchObject({ fastPath: false, lostAt: expect.any(Number) });
  });

  test('has nothing to be compared with the first time', async () => {
    await using world = await setup();
    const id = await world.accept();
    expect(await world.store.passes.begin(id, 1, 'generate')).toMatchObject({ fastPath: true });
  });

  test.each([
    ['before', true],
    ['after', false],
  ])('doubts the downloads of a generation that was accepted %s it, whenever that ends', async (when, doubted) => {
    await using world = await setup();
    await world.store.noteDurability();
    const lost = async () => {
      await comesBack(world, false);
      await world.store.noteDurability();
      world.clock.ahead += 120_000;
    };
    if (when === 'after') await lost();
    const generation = await world.accept();
    if (when === 'before') await lost();
    world.clock.ahead += 3_600_000;
    const child = newJob(world.clock.now(), { type: 'download', parentId: generation as JobId });
    await world.store.passes.advance(await world.begin(generation), { status: 'succeeded', children: [child] });
    expect((await world.begin(child.id)).lostAt !== null).toBe(doubted);
  });
});
