import { describe, expect, test } from '@jest/globals';

import { generation, movingWorld, type MovingWorld } from '../test/moving-world.ts';

/** Keeps this many generations waiting to be sent. */
async function keepBusy(world: MovingWorld, queued = 40): Promise<void> {
  const counts = await world.store.jobs.counts('acme');
  for (let n = counts.queued; n < queued; n++) await world.submit('generation', generation());
}

/** Lets time pass with work waiting; returns the used share of the pending limit, and the refused share of all calls. */
async function use(world: MovingWorld, seconds: number, queued?: number) {
  const before = { ...world.getty.counts };
  let pending = 0;
  await world.pass(seconds, async () => {
    pending += world.getty.pendingNow();
    await keepBusy(world, queued);
  });
  const { made, refused } = world.getty.counts;
  return { used: pending / seconds, refusedShare: (refused - before.refused) / (made - before.made) };
}

async function limits(world: MovingWorld) {
  const { pending } = await world.store.overview.limits();
  expect(pending.taken).toBeLessThanOrEqual(pending.limit);
  return pending;
}

describe('the pending limit', () => {
  test.each([[true], [false]])('of 40 is reached within 20 s of a fresh start, with answers that come late: %s', async (answersLate) => {
    await using world = await movingWorld({ workers: 4 });
    Object.assign(world.getty.behaviour, { pending: 40, generationMs: [50_000, 60_000], answersLate });
    for (let n = 0; n < 200; n++) await world.submit('generation', generation());
    await world.pass(20);
    expect(world.getty.pendingNow()).toBe(40);
  });

  test('that falls from 101 to 6 is found, and used', async () => {
    await using world = await movingWorld({ workers: 4, places: 50 });
    Object.assign(world.getty.behaviour, { pending: 101, generationMs: [15_000, 30_000] });
    await use(world, 30, 120);
    expect((await limits(world)).limit).toBeGreaterThan(95);
    world.getty.behaviour.pending = 6;
    await use(world, 45, 120);
    expect((await limits(world)).limit).toBeGreaterThanOrEqual(5);
    const { used, refusedShare } = await use(world, 60, 20);
    expect(used / 6).toBeGreaterThan(0.9);
    expect(refusedShare).toBeLessThan(0.02);
  });

  test('is used again soon after a squeeze', async () => {
    await using world = await movingWorld();
    Object.assign(world.getty.behaviour, { pending: 20, generationMs: [15_000, 25_000] });
    await use(world, 60);
    world.getty.behaviour.pending = 3;
    await use(world, 180);
    expect((await limits(world)).limit).toBeLessThanOrEqual(4);
    world.getty.behaviour.pending = 20;
    await use(world, 45);
    const { used, refusedShare } = await use(world, 60);
    expect(used / 20).toBeGreaterThan(0.9);
    expect(refusedShare).toBeLessThan(0.01);
  });
});
