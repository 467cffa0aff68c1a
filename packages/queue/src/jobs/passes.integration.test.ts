import { describe, expect, test } from '@jest/globals';

import type { Change } from '../records/job/change.ts';
import { setup } from '../test/world.ts';

const at = '2026-11-20T00:00:00.000Z';
const ACCEPTED: Change = {
  status: 'waiting',
  set: { getty_id: 'g-1', accepted_at: 1 },
  billing: { state: 'charged', because: 'getty_accepted' },
  event: 'generation.waiting',
  timeline: { at, event: 'accepted_by_getty' },
};
const SUCCEEDED: Change = { status: 'succeeded', event: 'generation.succeeded', timeline: { at, event: 'succeeded' } };
const HELD: Change = { status: 'held', event: 'generation.held' };

describe('a pass', () => {
  test('moves a generation from queued to its end, with one event', async () => {
    await using world = await setup();
    const { passes, jobs } = world.store;
    const id = await world.accept();
    const pass = await world.begin(id);
    expect(await passes.takeSlot(pass, { resource: 'pending', dueAt: Date.now() })).toEqual({ code: 'granted' });
    const { intent, code } = await passes.intend(pass, 'generate');
    expect(code).toBe('new');
    expect(await passes.settle(pass, intent, ACCEPTED)).toBe('settled');
    const poll = await world.begin(id);
    expect(poll.record).toMatchObject({ status: 'waiting', gettyId: 'g-1', slot: 'pending', intent: null });
    expect(await passes.advance(poll, SUCCEEDED)).toBe('advanced');
    expect(await passes.advance(poll, SUCCEEDED)).toBe('advanced');
    expect(await jobs.get(id)).toMatchObject({ status: 'succeeded', slot: null });
    expect(await passes.begin(id, 1)).toBe('ended');
    expect(await world.eventTypes()).toEqual(['generation.waiting', 'generation.succeeded']);
    expect((await world.timeline(id)).map(({ event }) => event)).toEqual(['accepted', 'submitting', 'accepted_by_getty', 'succeeded']);
  });

  test('that was overtaken changes nothing', async () => {
    await using world = await setup();
    const { passes, jobs } = world.store;
    const id = await world.accept();
    const stale = await world.begin(id);
    await world.begin(id);
    expect(await passes.takeSlot(stale, { resource: 'pending', dueAt: Date.now() })).toEqual({ code: 'fenced' });
    expect(await passes.intend(stale, 'generate')).toMatchObject({ code: 'fenced' });
    expect(await passes.advance(stale, SUCCEEDED)).toBe('fenced');
    expect(await jobs.get(id)).toMatchObject({ status: 'queued', attempts: 0 });
  });

  test('that began in writes that Redis has lost changes nothing, even if another got the same fence', async () => {
    await using world = await setup();
    const { passes, jobs } = world.store;
    const id = await world.accept();
    const before = await world.raw.dumpBuffer(world.keys.job(id));
    const lost = await world.begin(id);
    await world.raw.restore(world.keys.job(id), 0, before, 'REPLACE');
    const present = await world.begin(id);
    expect(present.fence).toBe(lost.fence);
    expect(await passes.takeSlot(lost, { resource: 'pending', dueAt: Date.now() })).toEqual({ code: 'fenced' });
    expect(await passes.intend(lost, 'generate')).toMatchObject({ code: 'fenced' });
    expect(await passes.intend(present, 'generate')).toMatchObject({ code: 'new' });
    expect(await passes.intend(lost, 'generate')).toMatchObject({ code: 'fenced' });
    expect(await passes.advance(lost, SUCCEEDED)).toBe('fenced');
    expect(await passes.advance(present, SUCCEEDED)).toBe('advanced');
    expect(await jobs.get(id)).toMatchObject({ attempts: 1 });
  });

  test('writes its intent once for repeated commands, and no other may', async () => {
    await using world = await setup();
    const { passes, jobs } = world.store;
    const id = await world.accept();
    const pass = await world.begin(id);
    expect(await passes.intend(pass, 'generate')).toMatchObject({ code: 'new' });
    expect(await passes.intend(pass, 'generate')).toMatchObject({ code: 'new' });
    const next = await world.begin(id);
    expect(await passes.intend(next, 'generate')).toMatchObject({ code: 'exists' });
    expect(await jobs.get(id)).toMatchObject({ attempts: 1, status: 'submitting' });
  });

  test('without progress is counted, and progress resets the count', async () => {
    await using world = await setup();
    const id = await world.accept();
    await world.begin(id);
    await world.begin(id);
    const third = await world.begin(id);
    expect(third.record.starts).toBe(3);
    await world.store.passes.advance(third, { status: 'queued' });
    expect((await world.begin(id)).record.starts).toBe(1);
  });
});

const minutes = (ms: number) => Math.round(ms / 60_000);

describe('the outcome of a paid call', () => {
  test('has waited as long by the clock of each worker, and by that of the caller at the fast path', async () => {
    await using world = await setup();
    await using slow = world.another(-180_000);
    const id = await world.accept();
    const pass = await slow.passes.begin(id, 1);
    if (typeof pass === 'string') throw new Error(pass);
    await slow.passes.takeSlot(pass, { resource: 'pending', dueAt: Date.now() });
    expect(await slow.passes.intend(pass, 'generate')).toMatchObject({ code: 'new' });
    const later = await world.begin(id);
    expect(minutes(world.clock.now() - later.record.intent!.at)).toBe(0);
    const again = await slow.passes.begin(id, 1);
    if (typeof again === 'string') throw new Error(again);
    expect(minutes(world.clock.now() - again.record.intent!.at)).toBe(3);
  });

  test.each([5, -5])(
    'counts from when a Redis took over whose clock is %i minutes apart: the call may have been made just before',
    async (apart) => {
      await using world = await setup();
      await using worker = world.another(-apart * 60_000); // its clock stays
      await world.store.noteDurability();
      const id = await world.accept();
      const pass = await world.begin(id);
      await world.store.passes.takeSlot(pass, { resource: 'pending', dueAt: Date.now() });
      await world.store.passes.intend(pass, 'generate');
      world.clock.ahead = apart * 60_000;
      await world.raw.hset(world.keys.incarnation, 'since', world.clock.now());
      const later = await worker.passes.begin(id, 1);
      if (typeof later === 'string') throw new Error(later);
      expect(minutes(Date.now() - later.record.intent!.at)).toBe(0);
    },
  );

  test('is accepted from a worker that lost the job, and takes the job from its current holder', async () => {
    await using world = await setup();
    const { passes, jobs } = world.store;
    const id = await world.accept();
    const first = await world.begin(id);
    const { intent } = await passes.intend(first, 'generate');
    const second = await world.begin(id);
    expect(await passes.settle(first, intent, ACCEPTED)).toBe('settled_for_another');
    expect(await passes.advance(second, HELD)).toBe('fenced');
    expect(await jobs.get(id)).toMatchObject({ status: 'waiting', gettyId: 'g-1', billing: { state: 'charged' } });
    expect(await world.raw.zscore(world.keys.wake, id)).not.toBeNull();
  });

  test('has the same effect when sent twice', async () => {
    await using world = await setup();
    const { passes } = world.store;
    const pass = await world.begin(await world.accept());
    const { intent } = await passes.intend(pass, 'generate');
    expect(await passes.settle(pass, intent, ACCEPTED)).toBe('settled');
    expect(await passes.settle(pass, intent, ACCEPTED)).toBe('settled');
    expect(await world.eventTypes()).toEqual(['generation.waiting']);
  });

  test('that is late moves held to waiting, and the job continues', async () => {
    await using world = await setup();
    const { passes, jobs } = world.store;
    const id = await world.accept();
    const first = await world.begin(id);
    const { intent } = await passes.intend(first, 'generate');
    await passes.advance(await world.begin(id), HELD);
    expect(await passes.begin(id, 1)).toBe('ended');
    expect(await passes.settle(first, intent, ACCEPTED)).toBe('settled_for_another');
    expect(await jobs.get(id)).toMatchObject({ status: 'waiting', intent: null });
    expect((await world.begin(id)).record.gettyId).toBe('g-1');
    expect(await world.eventTypes()).toEqual(['generation.held', 'generation.waiting']);
  });

  test('that arrives after the end is written to the bill, and does not end the job again', async () => {
    await using world = await setup();
    const { passes, jobs } = world.store;
    const id = await world.accept();
    const first = await world.begin(id);
    const { intent } = await passes.intend(first, 'generate');
    await passes.advance(await world.begin(id), HELD);
    await jobs.cancel(id, 'generation');
    expect(await passes.settle(first, intent, ACCEPTED)).toBe('late');
    expect(await jobs.get(id)).toMatchObject({ status: 'canceled', gettyId: 'g-1', billing: { state: 'charged' } });
    expect(await world.eventTypes()).toEqual(['generation.held', 'generation.canceled']);
  });
});

describe('polls', () => {
  test('consecutive polls are one entry of the timeline', async () => {
    await using world = await setup();
    const id = await world.accept();
    for (let n = 0; n < 3; n++) {
      const timeline = { at: `2099-11-20T00:00:0${n}.000Z`, event: 'polled', status: 202 } as const;
      await world.store.passes.advance(await world.begin(id), { status: 'waiting', timeline, polled: true });
    }
    expect((await world.timeline(id)).slice(1)).toEqual([
      { event: 'polled', status: 202, count: 3, at: '2099-11-20T00:00:00.000Z', last_at: '2099-11-20T00:00:02.000Z' },
    ]);
  });

  test('keep the timeline below a hundred entries', async () => {
    await using world = await setup();
    const id = await world.accept();
    for (let n = 0; n < 110; n++) {
      await world.store.passes.advance(await world.begin(id), { status: 'waiting', timeline: { at, event: 'looked_up', step: n } });
    }
    const timeline = await world.timeline(id);
    expect(timeline).toHaveLength(100);
    expect(timeline.at(-1)).toMatchObject({ step: 109 });
  });
});
