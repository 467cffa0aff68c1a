import { describe, expect, test } from '@jest/globals';

import { setup } from '../test/world.ts';

type World = Awaited<ReturnType<typeof setup>>;

/** Begins the job and requests a slot. */
async function ask(world: World, id: string) {
  const pass = await world.begin(id);
  const { code } = await world.store.passes.takeSlot(pass, { resource: 'pending', dueAt: Date.now() + 600_000 });
  return { pass, answer: code };
}

async function holders(world: World, resource = 'pending'): Promise<string[]> {
  return world.raw.zrange(world.keys.slots(resource), '0', '-1');
}

describe('slots', () => {
  test('are granted up to the limit, and the rest waits for capacity', async () => {
    await using world = await setup();
    await world.store.queries.setLimits({ pending: 2, queries: undefined });
    const ids = [await world.accept(), await world.accept(), await world.accept()];
    const answers = [];
    for (const id of ids) answers.push((await ask(world, id)).answer);
    expect(answers).toEqual(['granted', 'granted', 'waiting']);
    expect(await world.store.jobs.get(ids[2]!)).toMatchObject({ status: 'queued', reason: 'capacity' });
  });

  test('go to the next in line when a job ends, which is woken', async () => {
    await using world = await setup();
    await world.store.queries.setLimits({ pending: 1, queries: undefined });
    const [first, second] = [await world.accept(), await world.accept()];
    const { pass } = await ask(world, first);
    await ask(world, second);
    await world.store.passes.advance(pass, { status: 'failed' });
    expect(await holders(world)).toEqual([second]);
    expect((await world.begin(second)).record.slot).toBe('pending');
  });

  test('are shared between tenants one by one, and priority counts within a tenant', async () => {
    await using world = await setup();
    await world.store.queries.setLimits({ pending: 1, queries: undefined });
    const running = await world.accept();
    let { pass } = await ask(world, running);
    const many = [await world.accept(), await world.accept(), await world.accept({ priority: 5 })];
    for (const id of many) await ask(world, id);
    const one = await world.accept({ tenant: 'other' });
    await ask(world, one);

    const order: string[] = [];
    for (let n = 0; n < 4; n++) {
      await world.store.passes.advance(pass, { status: 'failed' });
      const [next] = await holders(world);
      order.push(next!);
      pass = await world.begin(next!);
    }
    expect(new Set(order.slice(0, 2))).toEqual(new Set([many[2], one]));
    expect(order.slice(2)).toEqual([many[0], many[1]]);
  });

  test('reach a tenant with five jobs within the next ten, behind another with five hundred', async () => {
    await using world = await setup();
    await world.store.queries.setLimits({ pending: 1, queries: undefined });
    let { pass } = await ask(world, await world.accept());
    const many = await Promise.all(Array.from({ length: 500 }, () => world.accept({ tenant: 'many' })));
    for (const id of many) await ask(world, id);
    const few = new Set(await Promise.all(Array.from({ length: 5 }, () => world.accept({ tenant: 'few' }))));
    for (const id of few) await ask(world, id);

    const order: string[] = [];
    for (let n = 0; n < 10; n++) {
      await world.store.passes.advance(pass, { status: 'failed' });
      const [next] = await holders(world);
      order.push(next!);
      pass = await world.begin(next!);
    }
    expect(order.filter((id) => few.has(id))).toHaveLength(5);
  });

  test('stay taken until their time for a canceled job that Getty still has', async () => {
    await using world = await setup();
    await world.store.queries.setLimits({ pending: 1, queries: undefined });
    const [first, second] = [await world.accept(), await world.accept()];
    const { pass } = await ask(world, first);
    await ask(world, second);
    await world.store.passes.advance(pass, { status: 'canceled', keepSlotUntil: world.clock.now() + 60_000 });
    expect(await holders(world)).toEqual([first]);
    const sweep = world.store.createSweep({ retentionMs: 86_400_000 });
    await sweep.sweepOnce();
    expect(await holders(world)).toEqual([first]);
    world.clock.ahead = 60_001;
    await sweep.sweepOnce();
    expect(await holders(world)).toEqual([second]);
  });

  test('of a higher limit are granted at once', async () => {
    await using world = await setup();
    await world.store.queries.setLimits({ pending: 1, queries: undefined });
    const ids = [await world.accept(), await world.accept(), await world.accept()];
    for (const id of ids) await ask(world, id);
    await world.store.queries.setLimits({ pending: 3, queries: undefined });
    expect(new Set(await holders(world))).toEqual(new Set(ids));
  });

  test('leave nothing behind for an image when no job waits for it', async () => {
    await using world = await setup();
    const [first, second] = [await world.accept({ type: 'download' }), await world.accept({ type: 'download' })];
    const pass = await world.begin(first);
    await world.store.passes.takeSlot(pass, { resource: 'image.g.0', dueAt: Date.now() });
    const waiting = await world.begin(second);
    expect(await world.store.passes.takeSlot(waiting, { resource: 'image.g.0', dueAt: Date.now() })).toEqual({ code: 'waiting' });
    await world.store.passes.advance(pass, { status: 'succeeded' });
    await world.store.passes.advance(await world.begin(second), { status: 'succeeded' });
    expect(await world.raw.keys(`${world.keys.root}:*image.g.0*`)).toEqual([]);
  });
});

describe('the query budget', () => {
  test('gives each call its own time', async () => {
    await using world = await setup();
    await world.store.queries.setLimits({ pending: undefined, queries: 10 });
    const redisNow = async () => {
      const [seconds, micros] = await world.raw.time();
      return Number(seconds) * 1000 + Number(micros) / 1000;
    };
    // The turn lies between the two, in ms by Redis' clock: however long this test takes, the next is a tenth of a second later.
    const turns: { earliest: number; latest: number }[] = [];
    for (let call = 0; call < 5; call++) {
      const askedAt = await redisNow();
      const { waitMs } = await world.store.queries.reserve('look_up', 10_000);
      turns.push({ earliest: askedAt + waitMs, latest: (await redisNow()) + waitMs });
    }
    for (const [index, { latest }] of turns.slice(1).entries()) expect(latest - turns[index]!.earliest).toBeGreaterThanOrEqual(99);
  });
});
