import { describe, expect, test } from '@jest/globals';

import { createCommands } from '../lua/commands.ts';
import { setup } from '../test/world.ts';

const DAY_MS = 86_400_000;

describe('the sweep', () => {
  test('adds reminders again that were deleted manually', async () => {
    await using world = await setup();
    const id = await world.accept();
    const [queue] = world.store.reminders.queues();
    await queue!.obliterate({ force: true });
    world.clock.ahead = 61_000;
    await world.store.createSweep({ retentionMs: DAY_MS }).sweepOnce();
    expect(await queue!.getJobState(`${id}.1`)).toBe('prioritized');
  });

  test('brings back a job whose reminder was completed while it waits', async () => {
    await using world = await setup();
    const id = await world.accept();
    const [queue] = world.store.reminders.queues();
    await queue!.remove(`${id}.1`);
    await queue!.add('generation', { id, run: 1 }, { jobId: `${id}.1`, delay: 600_000 });
    world.clock.ahead = 61_000;
    await world.store.createSweep({ retentionMs: DAY_MS }).sweepOnce();
    expect(await queue!.getJobState(`${id}.1`)).toBe('waiting');
  });

  test('checks a job that waits for a worker less and less often, and changes nothing', async () => {
    await using world = await setup();
    const id = await world.accept({ createdAt: world.clock.now() });
    const sweep = world.store.createSweep({ retentionMs: DAY_MS });
    const looksAgainAfter = async (aheadMs: number) => {
      world.clock.ahead = aheadMs;
      expect(await sweep.sweepOnce()).toBe(0);
      return Math.round((Number(await world.raw.zscore(world.keys.due, id)) - world.clock.now()) / 1_000);
    };
    expect(await looksAgainAfter(6_000)).toBe(30);
    expect(await looksAgainAfter(100_000)).toBe(100);
    expect(await looksAgainAfter(3_600_000)).toBe(600);
  });

  test('checks a job that waits for a worker at its deadline at the latest', async () => {
    await using world = await setup();
    const deadlineAt = world.clock.now() + 20_000;
    const id = await world.accept({ deadlineAt });
    world.clock.ahead = 6_000;
    await world.store.createSweep({ retentionMs: DAY_MS }).sweepOnce();
    expect(Number(await world.raw.zscore(world.keys.due, id))).toBe(deadlineAt);
  });

  test('reminds again of a woken job that did not begin', async () => {
    await using world = await setup();
    await world.store.queries.setLimits({ pending: 1, queries: undefined });
    const [first, second] = [await world.accept(), await world.accept()];
    const pass = await world.begin(first);
    await world.store.passes.takeSlot(pass, { resource: 'pending', dueAt: Date.now() + 600_000 });
    await world.store.passes.takeSlot(await world.begin(second), { resource: 'pending', dueAt: Date.now() + 600_000 });
    await world.store.passes.advance(pass, { status: 'failed' });
    const [queue] = world.store.reminders.queues();
    await queue!.remove(`${second}.1`);
    world.clock.ahead = 2_000;
    await world.store.createSweep({ retentionMs: DAY_MS }).sweepOnce();
    expect(await queue!.getJobState(`${second}.1`)).toBe('prioritized');
  });

  test('ends unsent jobs after their deadline, without cost, with an event', async () => {
    await using world = await setup();
    const id = await world.accept({ deadlineAt: Date.now() + 1_000 });
    world.clock.ahead = 1_001;
    await world.store.createSweep({ retentionMs: DAY_MS }).sweepOnce();
    expect(await world.store.jobs.get(id)).toMatchObject({ status: 'expired', billing: { state: 'not_charged' } });
    expect(await world.eventTypes()).toEqual(['generation.expired']);
  });

  test('removes what ended long ago with all its data', async () => {
    await using world = await setup();
    const id = await world.accept({ idempotency: { key: 'acme.k', fingerprint: 'f' } });
    await world.store.jobs.cancel(id, 'generation');
    await world.handleEvents();
    world.clock.ahead = 2 * DAY_MS;
    await world.store.createSweep({ retentionMs: DAY_MS }).sweepOnce();
    expect(await world.store.jobs.get(id)).toBeNull();
    const left = (await world.raw.keys(`${world.keys.root}:*`)).filter(
      (key) => key.includes(id) || key.includes('idempotency') || key.includes(':key:'),
    );
    expect(left).toEqual([]);
    expect((await world.store.jobs.list({ tenant: 'acme', limit: 10 })).records).toEqual([]);
  });

  test('keeps what ended long ago until its event has been handled: the notifier may be away for longer', async () => {
    await using world = await setup();
    const { events } = world.keys;
    await world.raw.xgroup('CREATE', events, 'notifier', '0', 'MKSTREAM');
    const id = await world.accept();
    await world.store.jobs.cancel(id, 'generation');
    world.clock.ahead = 2 * DAY_MS;
    const sweep = world.store.createSweep({ retentionMs: DAY_MS });
    const isKeptThen = async () => {
      await sweep.sweepOnce();
      return (await world.store.jobs.get(id)) !== null;
    };
    expect(await isKeptThen()).toBe(true);
    await world.raw.xreadgroup('GROUP', 'notifier', 'a', 'STREAMS', events, '>');
    expect(await isKeptThen()).toBe(true);
    for (const [entry] of await world.raw.xrange(events, '-', '+')) await world.raw.xack(events, 'notifier', entry);
    expect(await isKeptThen()).toBe(false);
  });

  test('keeps what ended long ago while no notifier ever started, even if another group reads the log', async () => {
    await using world = await setup();
    const { events } = world.keys;
    const id = await world.accept();
    await world.store.jobs.cancel(id, 'generation');
    world.clock.ahead = 2 * DAY_MS;
    const sweep = world.store.createSweep({ retentionMs: DAY_MS });
    await sweep.sweepOnce();
    expect(await world.store.jobs.get(id)).not.toBeNull();
    await world.raw.xgroup('CREATE', events, 'another', '$');
    await sweep.sweepOnce();
    expect(await world.store.jobs.get(id)).not.toBeNull();
    const trim = createCommands(world.raw, world.keys);
    await trim('trim_events', { now: world.clock.now() + 10 * DAY_MS, keep: 0, forget: DAY_MS, most: 100 });
    expect(await world.raw.xlen(events)).toBe(1);
    await world.handleEvents();
    await sweep.sweepOnce();
    expect(await world.store.jobs.get(id)).toBeNull();
  });

  test('does not change what is not due', async () => {
    await using world = await setup();
    await world.accept();
    expect(await world.store.createSweep({ retentionMs: DAY_MS }).sweepOnce()).toBe(0);
  });
});
