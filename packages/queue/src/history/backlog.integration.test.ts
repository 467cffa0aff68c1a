import { waitFor } from '@darkroom/testkit';
import { describe, expect, test } from '@jest/globals';

import { setup } from '../test/world.ts';

const HOUR_MS = 3_600_000;

type World = Awaited<ReturnType<typeof setup>>;

const sweepOf = (world: World) => world.store.createSweep({ retentionMs: 30 * 24 * HOUR_MS });

/** Ages in tens of seconds, since a machine may stand still for some. */
const seconds = (ms: number | null | undefined): number | null | undefined => ms && 10 * Math.floor((ms + 500) / 10_000);

/** Lets a worker take so many reminders, and ends their jobs. */
async function workOff(world: World, taken: string[], most: number): Promise<void> {
  const worker = world.store.createRemindedWorker({
    queue: 'generation',
    concurrency: 1,
    process: async ({ id }) => {
      await world.store.jobs.cancel(id, 'generation');
      taken.push(id);
      return { note: 'done' };
    },
  });
  await worker.start();
  try {
    await waitFor(() => taken.length >= most, { what: 'the reminders to be taken' });
  } finally {
    await worker.stop();
  }
}

describe('the backlog', () => {
  test('is nothing in an empty Darkroom', async () => {
    await using world = await setup();
    expect(await world.store.backlog()).toEqual({
      oldestQueuedMs: null,
      passes: { generation: { due: 0, oldestMs: null }, download: { due: 0, oldestMs: null } },
      deliveries: { pending: 0, due: 0, oldestMs: null },
      events: { unhandled: 0, oldestMs: null },
    });
  });

  test('has the age of the oldest queued job, of any tenant, but not of one that waits for its time', async () => {
    await using world = await setup();
    const now = world.clock.now();
    for (let each = 0; each < 150; each++) await world.accept({ createdAt: now - 9_000_000, runAt: now + HOUR_MS });
    await world.accept({ createdAt: now - 60_000 });
    await world.accept({ tenant: 'globex', createdAt: now - 90_000 });
    expect(seconds((await world.store.backlog()).oldestQueuedMs)).toBe(90);
  });

  test('finds the oldest behind thousands that wait for their time, of a tenant before it, and of one instant', async () => {
    await using world = await setup();
    const now = world.clock.now();
    const ids = Array.from({ length: 2_500 }, (_, index) => `job_${String(index).padStart(5, '0')}`);
    const pipeline = world.raw.pipeline();
    for (const tenant of ['acme', 'globex']) {
      pipeline.sadd(world.keys.tenants, tenant).zadd(world.keys.status(tenant, 'queued'), ...ids.flatMap((id) => [now - 9_000_000, id]));
    }
    for (const id of ids) pipeline.hset(world.keys.job(id), { reason: 'scheduled', run: 1 });
    await pipeline.exec();
    expect((await world.store.backlog()).oldestQueuedMs).toBeNull();
    await world.accept({ tenant: 'globex', createdAt: now - 90_000 });
    expect(seconds((await world.store.backlog()).oldestQueuedMs)).toBe(90);
  });

  test('counts the age of a job that runs again from its last change', async () => {
    await using world = await setup();
    const pass = await world.begin(await world.accept({ createdAt: world.clock.now() - 9_000_000 }));
    await world.store.passes.advance(pass, { status: 'failed', event: 'generation.failed' });
    await world.store.jobs.retry(pass.record.id, { confirmCost: false });
    world.clock.ahead += 20_000;
    expect(seconds((await world.store.backlog()).oldestQueuedMs)).toBe(20);
  });

  test('has the passes that wait for a worker, and for how long, but not jobs that come back later', async () => {
    await using world = await setup();
    await world.accept({ runAt: Date.now() + HOUR_MS });
    await world.accept();
    await world.accept({ type: 'download' });
    expect((await world.store.backlog()).passes).toMatchObject({ generation: { due: 1 }, download: { due: 1 } });
    await sweepOf(world).sweepOnce();
    world.clock.ahead += 40_000;
    const { passes } = await world.store.backlog();
    expect([seconds(passes.generation.oldestMs), seconds(passes.download.oldestMs)]).toEqual([40, 40]);
  });

  test('has no age of what a worker has taken, and keeps what the last one has waited while others wait', async () => {
    await using world = await setup();
    const taken: string[] = [];
    const first = await world.accept();
    await sweepOf(world).sweepOnce();
    world.clock.ahead += 40_000;
    await workOff(world, taken, 1);
    expect((await world.store.backlog()).passes.generation).toEqual({ due: 0, oldestMs: null });
    await world.accept();
    await sweepOf(world).sweepOnce();
    const { generation } = (await world.store.backlog()).passes;
    expect([taken, generation.due, seconds(generation.oldestMs)]).toEqual([[first], 1, 40]);
  });

  test('has the age of passes that wait while no worker runs', async () => {
    await using world = await setup();
    await world.accept();
    await world.accept({ type: 'download' });
    world.clock.ahead += 65_000; // it was to begin within 5 s
    const { passes } = await world.store.backlog();
    expect([seconds(passes.generation.oldestMs), seconds(passes.download.oldestMs)]).toEqual([60, 60]);
  });

  test('has the age of a pass that no worker has fetched at all', async () => {
    await using world = await setup();
    await world.accept({ runAt: Date.now() + HOUR_MS });
    world.clock.ahead += HOUR_MS + 50_000;
    const { generation } = (await world.store.backlog()).passes;
    expect([generation.due, seconds(generation.oldestMs)]).toEqual([1, 50]);
  });

  test('has the deliveries that are due, also those that become due, and those of later tries', async () => {
    await using world = await setup();
    const open = (event: string) =>
      world.store.deliveries.open({
        event,
        type: 'generation.succeeded',
        tenant: 'acme',
        about: 'job',
        subject: 'job_1',
        body: '{}',
        receivers: [{ endpointId: null, url: 'http://hooks.example/' }],
      });
    await open('1-0');
    world.clock.ahead += 30_000;
    const [due] = (await world.store.deliveries.take({ places: 1, limit: 1, held: new Map(), leaseMs: 19_000, notifier: 'a', token: '1' }))
      .taken;
    await world.store.deliveries.putOff(due!.id, world.clock.now() + 60_000);
    await open('2-0');
    world.clock.ahead += 10_000;
    const before = (await world.store.backlog()).deliveries;
    expect({ ...before, oldestMs: seconds(before.oldestMs) }).toEqual({ pending: 2, due: 1, oldestMs: 10 });
    world.clock.ahead += 200_000;
    const after = (await world.store.backlog()).deliveries;
    expect({ ...after, oldestMs: seconds(after.oldestMs) }).toEqual({ pending: 2, due: 2, oldestMs: 210 });
  });

  test('has the events that no notifier has handled, with and without a notifier', async () => {
    await using world = await setup();
    await world.store.jobs.cancel(await world.accept(), 'generation');
    world.clock.ahead += 70_000;
    const before = (await world.store.backlog()).events;
    expect([before.unhandled, seconds(before.oldestMs)]).toEqual([1, 70]);
    await world.handleEvents();
    expect((await world.store.backlog()).events).toEqual({ unhandled: 0, oldestMs: null });
    await world.store.jobs.cancel(await world.accept(), 'generation');
    await world.raw.xreadgroup('GROUP', 'notifier', 'dies', 'STREAMS', world.keys.events, '>');
    expect((await world.store.backlog()).events.unhandled).toBe(1);
  });
});
