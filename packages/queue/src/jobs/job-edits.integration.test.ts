import { describe, expect, test } from '@jest/globals';

import type { JobId } from '@darkroom/contracts';

import { createCommands } from '../lua/commands.ts';
import { createJobEdits } from './job-edits.ts';
import { newJob, setup } from '../test/world.ts';

const HOUR_MS = 3_600_000;
const silent = { debug() {}, info() {}, warn() {}, error() {} };
const text = (instant: number) => new Date(instant).toISOString();

describe('changing a job', () => {
  test('overtakes its current pass, and adds a reminder', async () => {
    await using world = await setup();
    const id = await world.accept();
    const pass = await world.begin(id);
    expect(await world.store.edits.change(id, { priority: 5 })).toMatchObject({ outcome: 'changed' });
    expect((await world.store.passes.intend(pass, 'generate')).code).toBe('fenced');
    expect(await world.raw.zscore(world.keys.wake, id)).not.toBeNull();
    const next = await world.begin(id);
    expect(next.record.spec.request).toMatchObject({ priority: 5 });
    expect((await world.store.passes.intend(next, 'generate')).code).toBe('new');
    expect(await world.store.edits.change(id, { priority: 6 })).toMatchObject({ outcome: 'already_sent' });
  });

  test('that took effect answers again as it did after the job was sent, and no other change does', async () => {
    await using world = await setup();
    const id = await world.accept();
    const asked = { priority: 5, metadata: { order: 1 }, deadline: null };
    await world.store.edits.change(id, asked);
    await world.store.passes.intend(await world.begin(id), 'generate');
    const { seq } = (await world.store.jobs.get(id))!;
    expect(await world.store.edits.change(id, asked)).toMatchObject({ outcome: 'changed', record: { seq } });
    for (const other of [{ priority: 6 }, { ...asked, metadata: { order: 2 } }, { priority: 5 }, { run_at: null }, {}]) {
      expect(await world.store.edits.change(id, other)).toMatchObject({ outcome: 'already_sent' });
    }
    expect((await world.store.jobs.timeline((await world.store.jobs.get(id))!)).filter(({ event }) => event === 'changed')).toHaveLength(1);
  });

  test('moves its deadline and everything derived from it', async () => {
    await using world = await setup();
    const id = await world.accept();
    const { createdAt } = (await world.store.jobs.get(id))!;
    const deadlineAfter = async (asked: Parameters<typeof world.store.edits.change>[1]) => {
      await world.store.edits.change(id, asked);
      return (await world.store.jobs.get(id))!.deadlineAt - createdAt;
    };
    expect(await deadlineAfter({ deadline: text(createdAt + HOUR_MS) })).toBe(HOUR_MS);
    expect(Number(await world.raw.zscore(world.keys.due, id))).toBeLessThanOrEqual(createdAt + HOUR_MS);
    expect(await deadlineAfter({ deadline: null })).toBe(24 * HOUR_MS);
    expect(await deadlineAfter({ run_at: text(createdAt + 10 * HOUR_MS) })).toBe(34 * HOUR_MS);
    expect(await deadlineAfter({ metadata: { a: 1 } })).toBe(34 * HOUR_MS);
    expect(await deadlineAfter({ run_at: null })).toBe(24 * HOUR_MS);
  });

  test('to a later time gives its slot to the next in line, and to another priority moves it in its line', async () => {
    await using world = await setup();
    await world.raw.set(world.keys.limits('pending'), '1');
    const ids = [await world.accept(), await world.accept(), await world.accept()] as [string, string, string];
    for (const id of ids) {
      await world.store.passes.takeSlot(await world.begin(id), { resource: 'pending', dueAt: world.clock.now() + HOUR_MS });
    }
    const [first, second, third] = ids;
    await world.store.edits.change(third, { priority: 1 });
    expect(await world.raw.zrange(world.keys.slots('pending'), 0, '-1')).toEqual([first]);
    await world.store.edits.change(first, { run_at: text(world.clock.now() + HOUR_MS) });
    expect(await world.raw.zrange(world.keys.slots('pending'), 0, '-1')).toEqual([third]);
    expect(await world.store.jobs.get(first)).toMatchObject({ status: 'queued', reason: 'scheduled', slot: null });
    await world.store.edits.change(second, { run_at: text(world.clock.now() + HOUR_MS) });
    expect(await world.raw.zcard(`${world.keys.line('pending')}:acme`)).toBe(0);
  });

  test('is made once if its answer is lost, and again if the job changed in between', async () => {
    await using world = await setup();
    const id = await world.accept();
    const run = createCommands(world.raw, world.keys);
    const twice: typeof run = async (name, operation, ...texts) => {
      await run(name, operation, ...texts);
      return run(name, operation, ...texts);
    };
    const { jobs, reminders } = world.store;
    const resent = createJobEdits({ jobs, run: twice, reminders, now: world.clock.now, logger: silent });
    await resent.change(id, { priority: 2 });
    expect((await world.timeline(id)).filter(({ event }) => event === 'changed')).toHaveLength(1);

    const stale = { ...(await jobs.get(id))!, seq: 0 };
    let looks = 0;
    const moving = { ...jobs, get: async (asked: string) => (looks++ === 0 ? stale : jobs.get(asked)) };
    const edits = createJobEdits({ jobs: moving, run, reminders, now: world.clock.now, logger: silent });
    expect(await edits.change(id, { priority: 3 })).toMatchObject({ outcome: 'changed', record: { spec: { request: { priority: 3 } } } });
    expect(looks).toBe(2);
  });
});

test('removing a job twice has one effect, and its reminder is removed', async () => {
  await using world = await setup();
  const parent = await world.accept();
  const job = newJob(world.clock.now(), { type: 'download', parentId: parent as JobId, runAt: world.clock.now() + HOUR_MS });
  await world.store.jobs.accept(job);
  expect(await world.store.edits.remove(job.id)).toBe('not_finished');
  await world.store.jobs.cancel(job.id, 'download');
  expect([await world.store.edits.remove(job.id), await world.store.edits.remove(job.id)]).toEqual(['removed', 'removed']);
  expect((await world.raw.keys(`${world.keys.root}:*`)).filter((key) => key.includes(job.id))).toEqual([]);
  expect(await world.store.jobs.get(parent)).not.toBeNull();
});
