import { describe, expect, test } from '@jest/globals';

import { createCommands } from './commands.ts';
import type { ReminderData } from './reminders.ts';
import { createSweep } from './sweep.ts';
import { setup } from './test/world.ts';

const DAY_MS = 86_400_000;

describe('the sweep', () => {
  test('makes the reminders again that were emptied by hand', async () => {
    await using world = await setup();
    const id = await world.accept();
    const [queue] = world.store.reminders.queues();
    await queue!.obliterate({ force: true });
    world.clock.ahead = 61_000;
    await world.store.createSweep({ retentionMs: DAY_MS }).sweepOnce();
    expect(await queue!.getJobState(`${id}.1`)).toBe('waiting');
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

  test('leaves alone what has gone on since it was found', async () => {
    await using world = await setup();
    const ids = [await world.accept(), await world.accept()];
    world.clock.ahead = 61_000;
    const { store, raw, keys, clock } = world;
    const reminded: string[] = [];
    const ensure = async (_name: string, { id }: ReminderData) => {
      reminded.push(id);
      for (const other of ids.filter((one) => one !== id)) await world.begin(other);
    };
    const run = createCommands(raw, keys);
    const reminders = { ...store.reminders, ensure };
    const sweep = createSweep({ ...store, redis: raw, keys, run, reminders, now: clock.now, logger: console }, { retentionMs: DAY_MS });
    await sweep.sweepOnce();
    expect(reminded).toHaveLength(1);
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
    expect(await queue!.getJobState(`${second}.1`)).toBe('waiting');
  });

  test('ends what passed its deadline unsent, free of charge, and tells it', async () => {
    await using world = await setup();
    const id = await world.accept({ deadlineAt: Date.now() + 1_000 });
    world.clock.ahead = 1_001;
    await world.store.createSweep({ retentionMs: DAY_MS }).sweepOnce();
    expect(await world.store.jobs.get(id)).toMatchObject({ status: 'expired', billing: { state: 'not_charged' } });
    expect(await world.told()).toEqual(['generation.expired']);
  });

  test('removes a job that ended while parked also from its pause, which may last', async () => {
    await using world = await setup();
    const id = await world.accept();
    const pause = { name: 'quota.default', until: world.clock.now() + 600_000 };
    await world.store.passes.advance(await world.begin(id), { status: 'queued', reason: 'paused', pause });
    await world.store.jobs.cancel(id, 'generation');
    const parked = `${world.keys.root}:parked:quota.default`;
    expect(await world.raw.smembers(parked)).toEqual([id]);
    await world.handleEvents();
    world.clock.ahead = 2 * DAY_MS;
    await world.store.createSweep({ retentionMs: DAY_MS }).sweepOnce();
    expect(await world.raw.smembers(parked)).toEqual([]);
  });

  test('removes what ended long ago with everything that belongs to it', async () => {
    await using world = await setup();
    const id = await world.accept({ idempotency: { key: 'acme.k', fingerprint: 'f' } });
    await world.store.jobs.cancel(id, 'generation');
    await world.handleEvents();
    world.clock.ahead = 2 * DAY_MS;
    await world.store.createSweep({ retentionMs: DAY_MS }).sweepOnce();
    expect(await world.store.jobs.get(id)).toBeNull();
    const left = (await world.raw.keys(`${world.keys.root}:*`)).filter((key) => key.includes(id) || key.includes('idempotency'));
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

  test('keeps what ended long ago while no notifier ever started, also where somebody else reads the log', async () => {
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
    await trim('trim_events', { now: world.clock.now() + 10 * DAY_MS, keep: 0, forget: DAY_MS });
    expect(await world.raw.xlen(events)).toBe(1);
    await world.handleEvents();
    await sweep.sweepOnce();
    expect(await world.store.jobs.get(id)).toBeNull();
  });

  test('leaves alone what is not due', async () => {
    await using world = await setup();
    await world.accept();
    expect(await world.store.createSweep({ retentionMs: DAY_MS }).sweepOnce()).toBe(0);
  });
});
