import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';

import type { Change, NewJob } from '../records/job/change.ts';
import type { Outlook } from './outlook.ts';
import type { Pass } from '../jobs/passes.ts';
import { workKindOf } from '../records/job/work-kind.ts';
import { setup } from '../test/world.ts';

type World = Awaited<ReturnType<typeof setup>>;

const SECOND = 1_000;

/** One slot with a line: jobs join, leave, and are served one after another. */
async function openLine(world: World) {
  await world.store.queries.setLimits({ pending: 1, queries: undefined });
  const join = async (id: string): Promise<void> => {
    await world.store.passes.takeSlot(await begin(world, id), { resource: 'pending', dueAt: Date.now() + 600_000 });
  };
  const served = async (): Promise<string | undefined> => (await world.raw.zrange(world.keys.slots('pending'), '0', '-1'))[0];
  await join(await world.accept({ tenant: 'first' }));
  return {
    join,
    /** Ends the job with the slot, and returns the next one with it. */
    serve: async (): Promise<string | undefined> => {
      const holder = await served();
      if (holder !== undefined) await world.store.passes.advance(await world.begin(holder), { status: 'failed' });
      return served();
    },
  };
}

/** Begins a pass as a worker does: its reminder waits no more. */
async function begin(world: World, id: string): Promise<Pass> {
  for (const queue of ['generation', 'download']) await world.raw.zrem(`${world.keys.bull}:${queue}:prioritized`, `${id}.1`);
  return world.begin(id);
}

async function outlookOf(world: World, id: string): Promise<Outlook | null> {
  return world.store.outlooks.of((await world.store.jobs.get(id))!);
}

function generationOf({ tenant, priority }: { tenant: string; priority: number }): Partial<NewJob> {
  return { tenant, priority, request: { prompt: 'a fox', priority } };
}

/** Makes `count` generations that took `ms` from acceptance to success. */
async function ended(world: World, ms: number, count = 3, type: NewJob['type'] = 'generation'): Promise<void> {
  for (let n = 0; n < count; n++) {
    const pass = await begin(world, await world.accept({ type }));
    await world.store.passes.advance(pass, { status: 'succeeded', processingTime: { moreThanMs: ms - SECOND, atMostMs: ms } });
  }
}

/** A job moved by one transition. */
async function moved(world: World, change: Change, over: Partial<NewJob> = {}): Promise<string> {
  const pass = await begin(world, await world.accept(over));
  await world.store.passes.advance(pass, change);
  return pass.record.id;
}

async function secondsLeft(world: World, id: string): Promise<number> {
  return Math.round((await outlookOf(world, id))!.etaMs! / SECOND);
}

async function waitForBudget(world: World, period: 'day' | 'total') {
  await ended(world, 10 * SECOND);
  const definition = { unit: 'generations', limit: '1', period, time_zone: 'UTC', when_used_up: 'wait' } as const;
  await world.store.budgets.put({ tenant: 'acme', id: 'b', isOperator: false }, { ...definition, warn_at: [] });
  await world.accept();
  const id = await world.accept();
  return { outlook: await outlookOf(world, id), resumeAt: (await world.store.jobs.get(id))!.resumeAt };
}

/** Events before the line is read. Tenants are named so that their order is unambiguous. */
const arrival = fc.record({
  does: fc.constant('join' as const),
  tenant: fc.constantFrom('a', 'B', 'b', 'é', 'aa'),
  priority: fc.integer({ min: -2, max: 2 }),
});
const step = fc.oneof(
  { weight: 5, arbitrary: arrival },
  { weight: 2, arbitrary: fc.record({ does: fc.constant('serve' as const) }) },
  { weight: 1, arbitrary: fc.record({ does: fc.constant('cancel' as const), nth: fc.nat(20) }) },
);

test('the positions match the order of service, for waiting jobs and for jobs that would join', async () => {
  const property = fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 25 }), arrival, async (steps, newcomer) => {
    await using world = await setup();
    const line = await openLine(world);
    let waiting: string[] = [];
    for (const taken of steps) {
      if (taken.does === 'join') {
        const id = await world.accept(generationOf(taken));
        await line.join(id);
        waiting.push(id);
      } else if (taken.does === 'serve') {
        const next = await line.serve();
        waiting = waiting.filter((id) => id !== next);
        if (next === undefined) await line.join(await world.accept({ tenant: 'first' }));
      } else {
        const [id] = waiting.splice(taken.nth, 1);
        if (id !== undefined) await world.store.jobs.cancel(id, 'generation');
      }
    }
    const id = await world.accept(generationOf(newcomer));
    const wouldBe = (await outlookOf(world, id))!.position;
    await line.join(id);
    const shown = await Promise.all([...waiting, id].map(async (of) => ({ of, position: (await outlookOf(world, of))!.position! })));
    expect(shown.find(({ of }) => of === id)!.position).toBe(wouldBe);

    const order: string[] = [];
    for (const _ of shown) order.push((await line.serve())!);
    expect(shown.toSorted((a, b) => a.position - b.position).map(({ of }) => of)).toEqual(order);
    expect(shown.map(({ position }) => position).toSorted((a, b) => a - b)).toEqual(order.map((_, n) => n + 1));
  });
  await fc.assert(property, { numRuns: 40 });
});

describe('the time left', () => {
  test('is unknown before any job has ended', async () => {
    await using world = await setup();
    const id = await world.accept();
    expect(await outlookOf(world, id)).toEqual({ position: 1, etaMs: null });
    expect(await world.store.outlooks.about((await world.store.jobs.get(id))!)).toBeNull();
  });

  test('of an operation is by its own times, and by those of generations until it has some', async () => {
    await using world = await setup();
    const operation = { request: { operation: 'refine', prompt: 'a hat', source: { asset_id: 'a-1' } } };
    await ended(world, 10 * SECOND);
    const accepted = { status: 'waiting', set: { accepted_at: world.clock.now() } } as const;
    expect(await secondsLeft(world, await moved(world, accepted, operation))).toBe(10);
    const pass = await world.begin(await world.accept(operation));
    const processingTime = { moreThanMs: 29 * SECOND, atMostMs: 30 * SECOND, of: workKindOf(pass.record) };
    await world.store.passes.advance(pass, { status: 'succeeded', processingTime });
    world.clock.ahead += 2 * SECOND;
    const later = { status: 'waiting', set: { accepted_at: world.clock.now() } } as const;
    expect(await secondsLeft(world, await moved(world, later, operation))).toBe(30);
    expect(await secondsLeft(world, await moved(world, later))).toBe(10);
  });

  test('is the time of recent jobs of its type, plus the wait for its place at the limit of slots', async () => {
    await using world = await setup();
    await ended(world, 20 * SECOND);
    await ended(world, 5 * SECOND, 3, 'download');
    await world.store.queries.setLimits({ pending: 2, queries: undefined });
    const ids = [];
    for (let n = 0; n < 5; n++) ids.push(await world.accept());
    for (const id of ids.slice(0, 4)) await world.store.passes.takeSlot(await begin(world, id), { resource: 'pending', dueAt: Date.now() });
    const seen = await Promise.all(ids.map((id) => outlookOf(world, id)));
    expect(seen.map((outlook) => outlook!.position)).toEqual([null, null, 1, 2, 3]);
    expect(await Promise.all(ids.map((id) => secondsLeft(world, id)))).toEqual([20, 20, 30, 40, 50]);
    expect(await secondsLeft(world, await world.accept({ type: 'download' }))).toBe(5);
  });

  test('counts the jobs that no worker has begun, where tenants take turns', async () => {
    await using world = await setup();
    await ended(world, 20 * SECOND);
    await world.store.queries.setLimits({ pending: 2, queries: undefined });
    const mine = [];
    for (let n = 0; n < 6; n++) mine.push(await world.accept());
    const other = await world.accept({ tenant: 'globex' });
    const positions = await Promise.all([...mine, other].map(async (id) => (await outlookOf(world, id))!.position!));
    expect(positions.toSorted((a, b) => a - b)).toEqual([1, 2, 3, 4, 5, 6, 7]);
    expect(positions.slice(0, 6)).toEqual(positions.slice(0, 6).toSorted((a, b) => a - b));
    expect(positions[6]).toBeLessThan(4);
    expect(await secondsLeft(world, mine[5]!)).toBe(20 + (positions[5]! - 2) * 10);
    world.clock.ahead += 2 * SECOND;
    const about = async (id: string) => (await world.store.outlooks.about((await world.store.jobs.get(id))!))!.etaMs!;
    expect(await about(mine[5]!)).toBeGreaterThan(60 * SECOND);
    expect(await about(other)).toBeLessThan(60 * SECOND);
  });

  test('of a download counts those that begin before it, at the calls per second', async () => {
    await using world = await setup();
    await ended(world, 5 * SECOND, 3, 'download');
    const mine = [];
    for (let n = 0; n < 20; n++) mine.push(await world.accept({ type: 'download' }));
    const other = await world.accept({ type: 'download', tenant: 'globex' });
    const about = async (id: string) => Math.round((await world.store.outlooks.about((await world.store.jobs.get(id))!))!.etaMs! / SECOND);
    expect([await secondsLeft(world, mine[19]!), await about(mine[19]!)]).toEqual([5, 5]); // Getty has refused no call yet

    await world.store.queries.setLimits({ pending: undefined, queries: 2 });
    world.clock.ahead += 2 * SECOND;
    expect(await secondsLeft(world, mine[0]!)).toBe(5);
    expect(await secondsLeft(world, mine[10]!)).toBeGreaterThanOrEqual(15);
    expect(await secondsLeft(world, mine[19]!)).toBe(25);
    expect(await about(mine[19]!)).toBeGreaterThanOrEqual(24);
    // Tenants take turns.
    expect(await secondsLeft(world, other)).toBeLessThan(9);
    expect(await about(other)).toBeLessThan(9);
  });

  test('there is no wait while slots are free', async () => {
    await using world = await setup();
    await ended(world, 20 * SECOND);
    const id = await world.accept();
    expect((await outlookOf(world, id))!.position).toBe(1);
    expect(await secondsLeft(world, id)).toBe(20);
  });

  test('of a job at Getty is the rest, never under a second', async () => {
    await using world = await setup();
    await ended(world, 20 * SECOND);
    const since = (ms: number): Change => ({ status: 'waiting', set: { accepted_at: world.clock.now() - ms } });
    expect(await secondsLeft(world, await moved(world, since(5 * SECOND)))).toBe(15);
    expect(await outlookOf(world, await moved(world, since(60 * SECOND)))).toEqual({ position: null, etaMs: SECOND });
  });

  test('starts at run_at, at the end of a pause, and at the time of its turn', async () => {
    await using world = await setup();
    await ended(world, 20 * SECOND);
    const now = world.clock.now();
    const runAt = new Date(now + 100 * SECOND);
    const scheduled = await world.accept({ runAt: runAt.getTime(), request: { prompt: 'a fox', run_at: runAt.toISOString() } });
    expect(await secondsLeft(world, scheduled)).toBe(120);
    const pause = { name: 'quota.default', until: now + 200 * SECOND };
    const paused = await moved(world, { status: 'queued', reason: 'paused', pause });
    const throttled = await moved(
      world,
      { status: 'queued', reason: 'throttled', set: { turn: `${now + 30 * SECOND} 0` } },
      { request: { prompt: 'a fox', product_id: 7 } },
    );
    world.clock.ahead = SECOND + 1; // limits and pauses may be a second old
    expect(await secondsLeft(world, paused)).toBe(219);
    expect(await secondsLeft(world, throttled)).toBe(49);
    expect((await outlookOf(world, paused))!.position).toBeNull();
  });

  test('is null for what has ended or is held', async () => {
    await using world = await setup();
    await ended(world, 20 * SECOND);
    for (const status of ['held', 'failed', 'canceled'] as const) expect(await outlookOf(world, await moved(world, { status }))).toBeNull();
  });

  test('follows the last 200 jobs', async () => {
    await using world = await setup();
    await ended(world, 60 * SECOND, 100);
    await ended(world, 20 * SECOND, 101);
    expect(await secondsLeft(world, await world.accept())).toBe(20);
  });
});

describe('a job that waits for a budget', () => {
  test('goes on with the next period', async () => {
    await using world = await setup();
    const { outlook, resumeAt } = await waitForBudget(world, 'day');
    // Some milliseconds have passed since.
    expect(outlook).toEqual({ position: null, etaMs: expect.closeTo(resumeAt! - world.clock.now() + 10 * SECOND, -4) });
  });

  test('has no estimate without periods', async () => {
    await using world = await setup();
    expect(await waitForBudget(world, 'total')).toEqual({ outlook: { position: null, etaMs: null }, resumeAt: null });
  });
});
