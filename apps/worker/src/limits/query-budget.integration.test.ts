import { describe, expect, test } from '@jest/globals';
import { isFinal } from '@darkroom/contracts';

import { download, generation, movingWorld, type MovingWorld } from '../test/moving-world.ts';

/** Lets time pass with generations waiting to be sent; returns the calls a second that Getty accepted, and the refused share. */
async function use(world: MovingWorld, seconds: number, queued = 60) {
  const before = { ...world.getty.counts };
  await world.pass(seconds, async () => {
    const counts = await world.store.jobs.counts('acme');
    for (let n = counts.queued; n < queued; n++) await world.submit('generation', generation());
  });
  const made = world.getty.counts.made - before.made;
  const refused = world.getty.counts.refused - before.refused;
  return { taken: (made - refused) / seconds, refusedShare: refused / made };
}

describe('queries per second', () => {
  test('follow a changing limit', async () => {
    await using world = await movingWorld();
    await world.store.queries.setLimits({ pending: 200, queries: undefined });
    for (const limit of [20, 5, 30]) {
      world.getty.behaviour.queries = limit;
      await use(world, 30);
      const { taken, refusedShare } = await use(world, 20);
      expect(taken / limit).toBeGreaterThan(0.9);
      expect(refusedShare).toBeLessThan(0.04);
    }
  });

  test('come back soon after 30 s in which everything is refused', async () => {
    await using world = await movingWorld();
    await world.store.queries.setLimits({ pending: 200, queries: undefined });
    world.getty.behaviour.queries = 20;
    await use(world, 20);
    world.getty.behaviour.refuseAll = true;
    await use(world, 30);
    world.getty.behaviour.refuseAll = false;
    await use(world, 28);
    const { taken } = await use(world, 10);
    expect(taken).toBeGreaterThan(17);
  });
});

describe('with far more downloads due than there are turns', () => {
  const DOWNLOADS = 300;

  test('polls of paid work keep their pace, and a new worker has its token in seconds', async () => {
    await using world = await movingWorld({ workers: 1 });
    Object.assign(world.getty.behaviour, { generationMs: [30_000, 30_000] });
    const generations = [];
    for (let n = 0; n < 10; n++) generations.push(await world.submit('generation', generation()));
    await world.pass(5);
    world.getty.behaviour.queries = 1;
    await world.store.queries.setLimits({ pending: 50, queries: 1 });
    for (let n = 0; n < DOWNLOADS; n++) await world.submit('download', download(), { tenant: n % 2 === 0 ? 'acme' : 'beta' });
    await world.pass(10);
    const tokens = world.getty.counts.tokens;
    world.addWorker();
    await world.submit('generation', generation());
    world.workers[0]!.worker.alive = false;
    await world.pass(5);
    expect(world.getty.counts.tokens).toBe(tokens + 1);
    await world.pass(75);
    const records = await Promise.all(generations.map((id) => world.record(id)));
    expect(records.filter(({ status }) => status === 'succeeded')).toHaveLength(10);
    expect(records.every(({ status }) => isFinal(status))).toBe(true);
  });
});
