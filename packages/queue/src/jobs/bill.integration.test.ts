import { describe, expect, test } from '@jest/globals';

import type { Change } from '../records/job/change.ts';
import type { Pass } from './passes.ts';
import { presentJob } from '../present/present-job.ts';
import { setup } from '../test/world.ts';

type World = Awaited<ReturnType<typeof setup>>;

const REFUSED: Change = { status: 'queued', billing: { state: 'not_charged', because: 'getty_refused' }, dueAt: 1 };
const LOST: Change = { status: 'queued', billing: { state: 'unknown', because: 'outcome_unknown' }, dueAt: 1 };
const taken = (id: string, at: number): Change => ({
  status: 'waiting',
  event: 'generation.waiting',
  set: { getty_id: id, accepted_at: at },
  billing: { state: 'charged', because: 'getty_accepted' },
  dueAt: 1,
});

/** Makes a paid call without an outcome. */
async function send(world: World, id: string, run = 1): Promise<{ pass: Pass; intent: string }> {
  const pass = await world.begin(id, run);
  const { intent, code } = await world.store.passes.intend(pass, 'generate');
  expect(code).toBe('new');
  return { pass, intent };
}

async function call(world: World, id: string, change: Change, run = 1): Promise<void> {
  const { pass, intent } = await send(world, id, run);
  expect(await world.store.passes.settle(pass, intent, change)).toBe('settled');
}

async function billOf(world: World, id: string) {
  const job = presentJob((await world.store.jobs.get(id))!);
  const { state, because, calls } = job.billing;
  return { whole: `${state} ${because}`, calls: calls.map((one) => `${one.state} ${one.because}`), attempts: job.attempts };
}

const events = async (world: World, id: string) => (await world.timeline(id)).map(({ event }) => event);

describe('the bill of a job', () => {
  test('is empty until something was sent', async () => {
    await using world = await setup();
    const id = await world.accept();
    expect(await billOf(world, id)).toEqual({ whole: 'not_charged nothing_sent', calls: [], attempts: 0 });
  });

  test('of one call is that of the call', async () => {
    await using world = await setup();
    const id = await world.accept();
    const { pass, intent } = await send(world, id);
    expect(await billOf(world, id)).toEqual({ whole: 'unknown submitting', calls: ['unknown submitting'], attempts: 1 });
    await world.store.passes.settle(pass, intent, taken('g-1', world.clock.now()));
    expect(await billOf(world, id)).toEqual({ whole: 'charged getty_accepted', calls: ['charged getty_accepted'], attempts: 1 });
    expect(await world.raw.hexists(world.keys.job(id), 'calls')).toBe(0);
  });

  test.each<[string, Change[], string]>([
    ['lost, then taken', [LOST, taken('g-2', 1)], 'charged getty_accepted'],
    ['lost, then refused', [LOST, REFUSED], 'unknown sent_again'],
    ['refused, then lost', [REFUSED, LOST], 'unknown outcome_unknown'],
    ['refused twice', [REFUSED, REFUSED], 'not_charged getty_refused'],
  ])('of calls that were %s is their sum', async (_name, changes, whole) => {
    await using world = await setup();
    const id = await world.accept();
    for (const change of changes) await call(world, id, change);
    const calls = changes.map(({ billing }) => `${billing!.state} ${billing!.because}`);
    expect(await billOf(world, id)).toEqual({ whole, calls, attempts: 2 });
  });

  test('keeps the calls of all runs, and the result of a run is the bill of its own call', async () => {
    await using world = await setup();
    const id = await world.accept();
    await call(world, id, taken('g-1', world.clock.now()));
    await world.store.passes.advance(await world.begin(id), {
      status: 'failed',
      event: 'generation.failed',
      set: { error: { code: 'gone', message: 'gone', getty: null } },
    });
    await world.store.jobs.retry(id, { confirmCost: true });
    expect(await billOf(world, id)).toMatchObject({ whole: 'charged getty_accepted', calls: ['charged getty_accepted'] });
    await call(world, id, taken('g-2', world.clock.now()), 2);
    await world.store.passes.advance(await world.begin(id, 2), {
      status: 'failed',
      event: 'generation.failed',
      billing: { state: 'may_be_charged', because: 'all_blocked' },
    });
    expect(await billOf(world, id)).toEqual({
      whole: 'charged getty_accepted',
      calls: ['charged getty_accepted', 'may_be_charged all_blocked'],
      attempts: 2,
    });
  });

  test('keeps twenty calls, and drops free ones first', async () => {
    await using world = await setup();
    const id = await world.accept();
    await call(world, id, LOST);
    for (let n = 0; n < 24; n++) await call(world, id, REFUSED);
    const { whole, calls, attempts } = await billOf(world, id);
    expect({ whole, attempts, kept: calls.length, first: calls[0] }).toEqual({
      whole: 'unknown sent_again',
      attempts: 25,
      kept: 20,
      first: 'unknown outcome_unknown',
    });
  });

  test('of a job from the previous version continues from its old fields', async () => {
    await using world = await setup();
    const id = await world.accept();
    await world.raw.hset(world.keys.job(id), { attempts: 3, submitted_at: 5, billing: 'unknown', because: 'sent_again', lost_calls: 1 });
    expect(await billOf(world, id)).toEqual({ whole: 'unknown sent_again', calls: ['unknown sent_again'], attempts: 3 });
    await call(world, id, taken('g-1', world.clock.now()));
    expect(await billOf(world, id)).toEqual({
      whole: 'charged getty_accepted',
      calls: ['unknown sent_again', 'charged getty_accepted'],
      attempts: 4,
    });
  });

  test('is sent_again only once it was sent again', async () => {
    await using world = await setup();
    const id = await world.accept();
    await call(world, id, LOST);
    expect(await billOf(world, id)).toMatchObject({ whole: 'unknown outcome_unknown' });
    expect(await events(world, id)).not.toContain('sent_again');
    const canceled = await world.store.jobs.cancel(id, 'generation');
    expect(canceled).toMatchObject({ outcome: 'stopped', record: { billing: { state: 'unknown', because: 'outcome_unknown' } } });
    expect(await events(world, id)).not.toContain('sent_again');
  });
});

describe('a late outcome', () => {
  test('is recorded in the bill of its own call if another was sent, and its generation keeps its owner', async () => {
    await using world = await setup();
    const id = await world.accept();
    const first = await send(world, id);
    await world.store.passes.settle(await world.begin(id), first.intent, LOST);
    const second = await send(world, id);
    expect(await events(world, id)).toContain('sent_again');
    for (let sent = 0; sent < 2; sent++) {
      // Twice, like a client with a lost answer.
      expect(await world.store.passes.settle(first.pass, first.intent, { ...taken('g-1', 7), timeline: ACCEPTED })).toBe('late');
    }
    expect(await billOf(world, id)).toMatchObject({ whole: 'unknown submitting', calls: ['charged getty_accepted', 'unknown submitting'] });
    expect((await events(world, id)).filter((event) => event === 'accepted_by_getty')).toHaveLength(1);
    await world.store.passes.settle(second.pass, second.intent, taken('g-2', 8));
    expect(await billOf(world, id)).toMatchObject({
      whole: 'charged getty_accepted',
      calls: ['charged getty_accepted', 'charged getty_accepted'],
    });
    expect(await world.store.jobs.get(id)).toMatchObject({ status: 'waiting', gettyId: 'g-2' });
    expect(await world.raw.mget(world.keys.getty('g-1'), world.keys.getty('g-2'))).toEqual([id, id]);
  });

  test('is used if nothing else was sent, instead of paying again', async () => {
    await using world = await setup();
    const id = await world.accept();
    const first = await send(world, id);
    await world.store.passes.settle(await world.begin(id), first.intent, LOST);
    expect(await world.store.passes.settle(first.pass, first.intent, taken('g-1', 7))).toBe('settled_for_another');
    expect(await world.store.jobs.get(id)).toMatchObject({ status: 'waiting', gettyId: 'g-1', attempts: 1 });
    expect(await billOf(world, id)).toMatchObject({ whole: 'charged getty_accepted', calls: ['charged getty_accepted'] });
  });

  test('does not make a known outcome unknown again', async () => {
    await using world = await setup();
    const id = await world.accept();
    const first = await send(world, id);
    const second = await world.begin(id);
    await world.store.passes.settle(first.pass, first.intent, taken('g-1', 7));
    expect(await world.store.passes.settle(second, first.intent, LOST)).toBe('late');
    expect(await world.store.jobs.get(id)).toMatchObject({ status: 'waiting', billing: { state: 'charged' } });
  });

  test('is used also if an operator chose to send again, and nothing was sent yet', async () => {
    await using world = await setup();
    const id = await world.accept();
    const first = await send(world, id);
    await world.store.passes.advance(await world.begin(id), HELD);
    await world.store.jobs.resolve(id, { action: 'retry', confirm_cost: true }, { ask: async () => ({ known: false, item: null }) });
    expect(await billOf(world, id)).toMatchObject({ whole: 'unknown outcome_unknown' });
    expect(await world.store.passes.settle(first.pass, first.intent, taken('g-1', 7))).toBe('settled_for_another');
    expect(await world.store.jobs.get(id)).toMatchObject({ status: 'waiting', run: 2, gettyId: 'g-1' });
    expect(await billOf(world, id)).toEqual({ whole: 'charged getty_accepted', calls: ['charged getty_accepted'], attempts: 1 });
  });

  test('of a call that Redis has lost is used, and billed', async () => {
    await using world = await setup();
    const id = await world.accept();
    const before = await world.raw.hgetall(world.keys.job(id));
    const { pass, intent } = await send(world, id);
    await world.raw.del(world.keys.job(id));
    await world.raw.hset(world.keys.job(id), before);
    expect(await world.store.passes.settle(pass, intent, taken('g-1', 7))).toBe('settled_for_another');
    expect(await billOf(world, id)).toEqual({ whole: 'charged getty_accepted', calls: ['charged getty_accepted'], attempts: 1 });
  });

  test('of a job that was canceled while held is recorded', async () => {
    await using world = await setup();
    const id = await world.accept();
    const { pass, intent } = await send(world, id);
    await world.store.passes.advance(await world.begin(id), HELD);
    await world.store.jobs.cancel(id, 'generation');
    expect(await world.store.passes.settle(pass, intent, taken('g-1', 7))).toBe('late');
    expect(await world.store.jobs.get(id)).toMatchObject({ status: 'canceled', gettyId: 'g-1', billing: { state: 'charged' } });
  });
});

test('a cancel that arrives when a job is about to be held ends it as canceled', async () => {
  await using world = await setup();
  const id = await world.accept();
  await send(world, id);
  const pass = await world.begin(id);
  expect(await world.store.jobs.cancel(id, 'generation')).toMatchObject({ outcome: 'asked' });
  expect(await world.store.passes.advance(pass, HELD)).toBe('advanced');
  expect(await world.store.jobs.get(id)).toMatchObject({
    status: 'canceled',
    error: null,
    billing: { state: 'unknown', because: 'outcome_unknown' },
  });
  expect((await world.eventTypes()).at(-1)).toBe('generation.canceled');
  expect((await events(world, id)).slice(-2)).toEqual(['cancel_requested', 'canceled']);
});

const ACCEPTED = { at: '2026-11-20T12:00:00.000Z', event: 'accepted_by_getty', generation_request_id: 'g-1' } as const;
const HELD: Change = {
  status: 'held',
  event: 'generation.held',
  billing: { state: 'unknown', because: 'outcome_unknown' },
  set: { error: { code: 'outcome_unknown', message: 'not known', getty: null } },
  timeline: { at: '2026-11-20T12:00:00.000Z', event: 'held' },
};
