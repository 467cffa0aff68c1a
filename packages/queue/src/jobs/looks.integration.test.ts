import { describe, expect, test } from '@jest/globals';

import type { StorageFormat } from '../redis/format.ts';
import { openStore } from '../store.ts';
import { sendingTwice } from '../test/sending-twice.ts';
import { setup } from '../test/world.ts';
import { intentId } from './passes.ts';

const silent = { debug() {}, info() {}, warn() {}, error() {} };

type World = Awaited<ReturnType<typeof setup>>;

/** The store of a process that writes this format, on the same data. */
function storeOf({ raw, keys, clock }: World, options: { format?: StorageFormat; twice?: boolean }) {
  const { host, port } = raw.options;
  const url = `redis://${host}:${port}`;
  const simulated = options.twice ? { simulated: { connect: () => sendingTwice(url) } } : {};
  const store = openStore({
    url,
    prefix: keys.root.slice(1, -1),
    role: 'worker',
    now: clock.now,
    logger: silent,
    ...options,
    ...simulated,
  });
  return { ...store, [Symbol.asyncDispose]: () => store.close() };
}

/** A generation that Getty has accepted. */
async function waitingJob(world: World): Promise<string> {
  const id = await world.accept();
  const { passes } = world.store;
  const pass = await world.begin(id);
  await passes.takeSlot(pass, { resource: 'pending', dueAt: world.clock.now() });
  await passes.intend(pass, 'generate');
  const set = { getty_id: `g-${id}`, accepted_at: world.clock.now() };
  const timeline = { at: new Date(world.clock.now()).toISOString(), event: 'accepted_by_getty' as const };
  await passes.settle(pass, intentId(pass), { status: 'waiting', set, timeline, billing: { state: 'charged', because: 'getty_accepted' } });
  return id;
}

async function look({ passes }: Pick<World['store'], 'passes'>, id: string) {
  const begun = await passes.beginOrLook(id, 1, { mayLook: true });
  if (typeof begun === 'string' || !('look' in begun)) throw new Error(`Not to be looked at: ${JSON.stringify(begun)}`);
  return begun.look;
}

const mayLook = async ({ store }: World, id: string) => {
  const begun = await store.passes.beginOrLook(id, 1, { mayLook: true });
  return typeof begun !== 'string' && 'look' in begun;
};

/** A poll answered 202, by a whole pass. */
async function poll({ passes }: Pick<World['store'], 'passes'>, id: string, now: number): Promise<void> {
  const pass = await passes.begin(id, 1);
  if (typeof pass === 'string') throw new Error(pass);
  const timeline = { at: new Date(now).toISOString(), event: 'polled' as const, status: 202 };
  const set = { polls: pass.record.polls + 1, polled_at: now, last_status: 202 };
  await passes.advance(pass, { status: 'waiting', set, timeline, polled: true, dueAt: now + 30_000 });
}

async function noteAt({ passes }: Pick<World['store'], 'passes'>, id: string, now: number) {
  return passes.noteLook(await look({ passes }, id), { at: now, dueAt: now + 30_000 });
}

describe('a look that finds a job pending', () => {
  test.each([[[2, 2, 2]], [[1, 1, 1]], [[1, 2, 1]], [[2, 1, 2]], [['pass', 2, 2]], [[2, 'pass', 2]], [[2, 2, 'pass']]] as const)(
    'shows as a poll of a whole pass, whatever wrote the others: %p',
    async (writers) => {
      await using world = await setup();
      await using first = storeOf(world, { format: 1 });
      await using second = storeOf(world, { format: 2 });
      const [ours, theirs] = [await waitingJob(world), await waitingJob(world)];
      const from = Date.now();
      for (const [n, writer] of writers.entries()) {
        const now = from + n * 1_000;
        await poll(world.store, theirs, now);
        if (writer === 'pass') await poll(world.store, ours, now);
        else await noteAt(writer === 1 ? first : second, ours, now);
      }
      const shown = async (id: string) => {
        const record = (await world.store.jobs.get(id))!;
        const { polls, polledAt, lastStatus, status, reason, starts, seq, updatedAt } = record;
        return {
          record: { polls, polledAt, lastStatus, status, reason, starts, seq, isUpdated: updatedAt > 0 },
          polled: (await world.timeline(id)).slice(3),
        };
      };
      expect(await shown(ours)).toEqual(await shown(theirs));
      expect((await world.timeline(ours)).at(-1)).toMatchObject({ event: 'polled', count: 3 });
      expect(Number(await world.raw.zscore(world.keys.due, ours))).toBe(from + 32_000);

      // What follows has its place behind them.
      for (const id of [ours, theirs]) {
        const pass = await world.begin(id);
        const timeline = { at: new Date(from + 9_000).toISOString(), event: 'expired' as const };
        await world.store.passes.advance(pass, { status: 'expired', event: 'generation.expired', timeline });
      }
      expect((await shown(ours)).polled).toEqual((await shown(theirs)).polled);
      expect((await world.timeline(ours)).map(({ event }) => event).slice(-2)).toEqual(['polled', 'expired']);
      expect(await world.raw.hexists(world.keys.job(ours), 'looks')).toBe(0);
    },
  );

  test('is noted once by a command that was sent twice', async () => {
    await using world = await setup();
    for (const format of [1, 2] as const) {
      await using twice = storeOf(world, { format, twice: true });
      const id = await waitingJob(world);
      expect(await noteAt(twice, id, Date.now())).toBe('noted');
      expect(await noteAt(twice, id, Date.now() + 1_000)).toBe('noted');
      expect((await world.store.jobs.get(id))!.polls).toBe(2);
      expect((await world.timeline(id)).at(-1)).toMatchObject({ event: 'polled', count: 2 });
    }
  });

  test('is not noted once another look or a pass has come between', async () => {
    await using world = await setup();
    const id = await waitingJob(world);
    const note = (given: Awaited<ReturnType<typeof look>>) => world.store.passes.noteLook(given, { at: Date.now(), dueAt: Date.now() });
    const [one, other] = [await look(world.store, id), await look(world.store, id)];
    expect(await note(one)).toBe('noted');
    expect(await note(other)).toBe('overtaken');
    const third = await look(world.store, id);
    await world.begin(id);
    expect(await note(third)).toBe('overtaken');
    expect((await world.store.jobs.get(id))!.polls).toBe(1);
  });

  test('takes a woken job out of those to wake', async () => {
    await using world = await setup();
    const id = await waitingJob(world);
    await world.raw.zadd(world.keys.wake, 1, id);
    await look(world.store, id);
    expect(await world.raw.zscore(world.keys.wake, id)).toBeNull();
  });
});

describe('a pass begins at once', () => {
  test('over a job that has something else to be done first', async () => {
    await using world = await setup();
    const { clock, store } = world;
    expect(await mayLook(world, await world.accept())).toBe(false); // not at Getty yet
    const canceled = await waitingJob(world);
    expect(await mayLook(world, canceled)).toBe(true);
    await store.jobs.cancel(canceled, 'generation');
    expect(await mayLook(world, canceled)).toBe(false);
    const late = await waitingJob(world);
    const { deadlineAt } = (await store.jobs.get(late))!;
    clock.ahead += deadlineAt - clock.now();
    expect(await mayLook(world, late)).toBe(false);
  });

  test('after a pass that came to nothing, so that such starts are counted', async () => {
    await using world = await setup();
    const id = await waitingJob(world);
    await world.begin(id);
    expect(await mayLook(world, id)).toBe(false);
    expect((await world.store.jobs.get(id))!.starts).toBe(2);
  });

  test('where calls take turns, and while Getty is away', async () => {
    await using world = await setup();
    const id = await waitingJob(world);
    await world.store.queries.setLimits({ pending: undefined, queries: 5 });
    expect(await mayLook(world, id)).toBe(false);
    await world.raw.del(world.keys.limits('queries'));
    const other = await waitingJob(world);
    expect(await mayLook(world, other)).toBe(true);
    await world.raw.hset(world.keys.pauses, 'getty_away', Date.now() + 60_000);
    expect(await mayLook(world, other)).toBe(false);
  });
});
