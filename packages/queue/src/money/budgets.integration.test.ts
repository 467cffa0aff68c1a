import { describe, expect, test } from '@jest/globals';
import type { PutBudget } from '@darkroom/contracts';

import { batchJobId, newBatchId } from '../records/job-id.ts';
import type { NewJob } from '../records/job/change.ts';
import { newJob, setup } from '../test/world.ts';

const DAY_MS = 86_400_000;
const TEN_MINUTES = 600_000;

type World = Awaited<ReturnType<typeof setupBudgets>>;

async function setupBudgets() {
  const world = await setup();
  let submitted = 0;
  const put = (over: Partial<PutBudget> = {}, id = 'b') =>
    world.store.budgets.put(
      { tenant: 'acme', id, isOperator: false },
      { unit: 'generations', limit: '2', period: 'total', time_zone: 'UTC', warn_at: [], when_used_up: 'reject', ...over },
    );
  return {
    ...world,
    put,
    // Jobs of one millisecond have no order.
    submit: (over: Partial<NewJob> = {}) => world.store.jobs.accept(newJob(world.clock.now() + submitted++, over)),
    counters: async (id = 'b') => {
      const { reserved, spent, waitingJobs } = (await world.store.budgets.get('acme', id))!;
      return { reserved, spent, waiting: waitingJobs };
    },
    /** The paid call of a job; `settle` brings its outcome. */
    call: async (id: string, run = 1) => {
      const pass = await world.begin(id, run);
      await world.store.passes.takeSlot(pass, { resource: 'pending', dueAt: world.clock.now() + TEN_MINUTES });
      const { intent, code } = await world.store.passes.intend(pass, 'generate');
      expect(code).toBe('new');
      return { settle: (change: Parameters<typeof world.store.passes.settle>[2]) => world.store.passes.settle(pass, intent, change) };
    },
    tend: () => world.store.createSweep({ retentionMs: DAY_MS }).sweepOnce(),
    [Symbol.asyncDispose]: () => world[Symbol.asyncDispose](),
  };
}

const idOf = (accepted: Awaited<ReturnType<World['submit']>>): string => {
  if (!('id' in accepted)) throw new Error(`not accepted: ${accepted.outcome}`);
  return accepted.id;
};

const TAKEN = { status: 'waiting', billing: { state: 'charged', because: 'getty_accepted' } } as const;
const acceptedSet = (now: number) => ({ ...TAKEN, set: { accepted_at: now, getty_id: `g-${now}-${Math.random()}` } });
const REFUSED = { billing: { state: 'not_charged', because: 'getty_refused' } } as const;

describe('a budget', () => {
  test('is reserved with acceptance, spent with the paid call, and given back when Getty refuses', async () => {
    await using world = await setupBudgets();
    await world.put();
    const [first, second] = [idOf(await world.submit()), idOf(await world.submit())];
    expect(await world.submit()).toEqual({
      outcome: 'budget_used_up',
      need: { budget: 'b', unit: 'generations', needs: 1, left: 0 },
    });
    expect(await world.counters()).toEqual({ reserved: 2, spent: 0, waiting: 0 });

    const call = await world.call(first);
    expect(await world.counters()).toEqual({ reserved: 1, spent: 1, waiting: 0 });
    await call.settle({ ...REFUSED, status: 'queued', dueAt: world.clock.now() });
    expect(await world.counters()).toEqual({ reserved: 2, spent: 0, waiting: 0 });
    await (await world.call(first)).settle({ ...REFUSED, status: 'failed', event: 'generation.failed' });
    expect(await world.counters()).toEqual({ reserved: 1, spent: 0, waiting: 0 });

    await (await world.call(second)).settle(acceptedSet(world.clock.now()));
    expect(await world.counters()).toEqual({ reserved: 0, spent: 1, waiting: 0 });
    idOf(await world.submit());
    expect((await world.submit()).outcome).toBe('budget_used_up');
  });

  test('a canceled job, and one after its deadline, give back what they reserved', async () => {
    await using world = await setupBudgets();
    await world.put();
    const first = idOf(await world.submit());
    idOf(await world.submit({ deadlineAt: world.clock.now() + 1_000 }));
    await world.store.jobs.cancel(first, 'generation');
    expect(await world.counters()).toMatchObject({ reserved: 1 });
    world.clock.ahead = 2_000;
    await world.tend();
    expect(await world.counters()).toEqual({ reserved: 0, spent: 0, waiting: 0 });
  });

  test('is never exceeded by submissions at once, resent or not', async () => {
    await using world = await setupBudgets();
    await world.put({ limit: '7' });
    const jobs = Array.from({ length: 20 }, () => newJob(world.clock.now()));
    const outcomes = await Promise.all(jobs.flatMap((job) => [world.store.jobs.accept(job), world.store.jobs.accept(job)]));
    expect(outcomes.filter(({ outcome }) => outcome === 'accepted')).toHaveLength(14);
    expect(await world.counters()).toEqual({ reserved: 7, spent: 0, waiting: 0 });
  });

  test('counts only its project, product and size; all matching budgets must have room', async () => {
    await using world = await setupBudgets();
    await world.put({ limit: '1', project_code: 'X' }, 'x');
    await world.put({ limit: '2' }, 'all');
    await world.put({ limit: '1', unit: 'downloads.4k' }, 'large');
    idOf(await world.submit({ request: { prompt: 'a', project_code: 'X' } }));
    expect(await world.submit({ request: { prompt: 'a', project_code: 'X' } })).toMatchObject({ need: { budget: 'x' } });
    idOf(await world.submit({ request: { prompt: 'a', project_code: 'Y', product_id: 7 } }));
    expect(await world.submit()).toMatchObject({ need: { budget: 'all' } });
    const download = (size: string) =>
      world.submit({ type: 'download', request: { generation_request_id: 'g', index: 0, size_name: size } });
    idOf(await download('1k'));
    idOf(await download('4k'));
    expect(await download('4k')).toMatchObject({ need: { budget: 'large', unit: 'downloads.4k' } });
  });

  test('in cost: counts prices, and refuses what has none', async () => {
    await using world = await setupBudgets();
    await world.put({ unit: 'cost', limit: '1.00' });
    expect(await world.submit()).toMatchObject({ outcome: 'price_unknown', need: { budget: 'b' } });
    for (let n = 0; n < 3; n++) idOf(await world.submit({ price: 330_000 }));
    expect(await world.submit({ price: 330_000 })).toMatchObject({ need: { needs: 330_000, left: 10_000 } });
    expect(await world.counters()).toMatchObject({ reserved: 990_000 });
  });
});

const child = (world: World, index: number, parent: string) =>
  newJob(world.clock.now(), {
    type: 'download',
    parentId: parent as NewJob['id'],
    request: { generation_request_id: 'g', index, size_name: '4k' },
  });

describe('chained downloads', () => {
  const chained = { prompt: 'a fox', download: { size_name: '4k', images: 'all' as const } };

  test('are reserved with their generation; what it does not start is given back', async () => {
    await using world = await setupBudgets();
    await world.put({ unit: 'downloads.4k', limit: '6' });
    const id = idOf(await world.submit({ request: chained }));
    expect(await world.counters()).toMatchObject({ reserved: 4 });
    expect(await world.submit({ request: chained })).toMatchObject({ need: { needs: 4, left: 2 } });
    await (await world.call(id)).settle(acceptedSet(world.clock.now()));
    const children = [child(world, 0, id), child(world, 1, id)];
    await world.store.passes.advance(await world.begin(id), {
      status: 'succeeded',
      event: 'generation.succeeded',
      result: { generation_request_id: 'g', seed: null, images: [], url_expires_at: '2027-01-01T00:00:00Z' },
      children,
    });
    expect(await world.counters()).toMatchObject({ reserved: 2, spent: 0 });
    await world.store.jobs.cancel(children[0]!.id, 'download');
    expect(await world.counters()).toMatchObject({ reserved: 1 });
  });

  test('are given back if the generation fails, and reserved again with its retry', async () => {
    await using world = await setupBudgets();
    await world.put({ unit: 'downloads', limit: '4' });
    const id = idOf(await world.submit({ request: chained }));
    await (await world.call(id)).settle({ ...REFUSED, status: 'failed', event: 'generation.failed' });
    expect(await world.counters()).toMatchObject({ reserved: 0 });
    const other = idOf(await world.submit({ type: 'download', request: { generation_request_id: 'g', index: 0, size_name: '1k' } }));
    expect(await world.store.jobs.retry(id, { confirmCost: false })).toMatchObject({
      outcome: 'budget_used_up',
      need: { needs: 4, left: 3 },
    });
    await world.store.jobs.cancel(other, 'download');
    expect((await world.store.jobs.retry(id, { confirmCost: false })).outcome).toBe('restarted');
    expect(await world.counters()).toMatchObject({ reserved: 4 });
  });
});

describe('what waits for a budget', () => {
  test('has its reason, no deadline that runs, and goes on in order when there is room', async () => {
    await using world = await setupBudgets();
    await world.put({ limit: '1', when_used_up: 'wait' });
    const first = idOf(await world.submit());
    const [second, third] = [await world.submit(), await world.submit({ priority: 5 })];
    expect([second, third].map((one) => 'waits' in one && one.waits)).toEqual([true, true]);
    const waiting = (await world.store.jobs.get(idOf(second)))!;
    expect(waiting).toMatchObject({ status: 'queued', reason: 'budget' });
    expect(waiting.deadlineAt).toBeGreaterThan(world.clock.now() + 1_000 * DAY_MS);
    expect(await world.store.passes.begin(idOf(second), 1)).toBe('unfunded');
    world.clock.ahead = 30 * DAY_MS;
    await world.store.jobs.cancel(first, 'generation');
    expect(await world.counters()).toEqual({ reserved: 1, spent: 0, waiting: 1 });
    const next = (await world.store.jobs.get(idOf(third)))!;
    expect(next).toMatchObject({ status: 'queued', reason: null });
    expect(next.deadlineAt - world.clock.now()).toBeGreaterThan(DAY_MS - TEN_MINUTES);
    await world.put({ limit: '2', when_used_up: 'wait' });
    expect(await world.store.jobs.get(idOf(second))).toMatchObject({ reason: null });
    expect(await world.counters()).toEqual({ reserved: 2, spent: 0, waiting: 0 });
  });

  test('is refused at once if it can never fit; the first that does not fit blocks those behind it', async () => {
    await using world = await setupBudgets();
    await world.put({ limit: '3', unit: 'downloads', when_used_up: 'wait' });
    const want = (images: number[]) => world.submit({ request: { prompt: 'a', download: { size_name: '4k', images } } });
    expect((await want([0, 1, 2, 3])).outcome).toBe('budget_used_up');
    const first = idOf(await want([0, 1]));
    const two = idOf(await want([0, 1]));
    const one = await want([0]);
    expect('waits' in one && one.waits).toBe(true);
    await world.store.jobs.cancel(two, 'generation');
    expect(await world.store.jobs.get(idOf(one))).toMatchObject({ reason: null });
    await world.store.jobs.cancel(first, 'generation');
    expect(await world.counters()).toEqual({ reserved: 1, spent: 0, waiting: 0 });
  });

  test('ends at its own deadline, and when it is canceled; a change of its request keeps it waiting', async () => {
    await using world = await setupBudgets();
    await world.put({ limit: '0', when_used_up: 'wait' }, 'none');
    await world.put({ limit: '1', when_used_up: 'wait' });
    await world.store.budgets.remove({ tenant: 'acme', id: 'none', isOperator: false });
    const first = idOf(await world.submit());
    const deadline = new Date(world.clock.now() + 5_000).toISOString();
    const bounded = idOf(await world.submit({ request: { prompt: 'a', deadline }, deadlineAt: Date.parse(deadline) }));
    const second = idOf(await world.submit());
    await world.store.edits.change(second, { priority: 3, metadata: { a: 'b' } });
    expect(await world.store.jobs.get(second)).toMatchObject({ status: 'queued', reason: 'budget' });
    world.clock.ahead = 6_000;
    await world.tend();
    expect(await world.store.jobs.get(bounded)).toMatchObject({ status: 'expired', billing: { state: 'not_charged' } });
    await world.store.jobs.cancel(second, 'generation');
    expect(await world.counters()).toEqual({ reserved: 1, spent: 0, waiting: 0 });
    await world.store.jobs.cancel(first, 'generation');
    expect(await world.counters()).toEqual({ reserved: 0, spent: 0, waiting: 0 });
  });

  test('goes on when its budget is removed', async () => {
    await using world = await setupBudgets();
    await world.put({ limit: '1', when_used_up: 'wait' });
    await world.submit();
    const waiting = await Promise.all(Array.from({ length: 120 }, () => world.submit()));
    await world.store.budgets.remove({ tenant: 'acme', id: 'b', isOperator: false });
    await world.tend();
    for (const one of waiting) expect(await world.store.jobs.get(idOf(one))).toMatchObject({ reason: null });
  });
});

describe('periods', () => {
  const START = Date.parse('2026-11-21T23:59:00Z');

  async function atMidnight() {
    const world = await setupBudgets();
    world.clock.ahead = START - Date.now();
    return world;
  }

  test('what is reserved is carried over; what was spent is not; a refund goes back to the period of its call', async () => {
    await using world = await atMidnight();
    await world.put({ limit: '2', period: 'day' });
    const [first, second] = [idOf(await world.submit()), idOf(await world.submit())];
    const call = await world.call(first);
    world.clock.ahead += 120_000;
    expect(await world.counters()).toEqual({ reserved: 1, spent: 0, waiting: 0 });
    await (await world.call(second)).settle(acceptedSet(world.clock.now()));
    expect(await world.counters()).toEqual({ reserved: 0, spent: 1, waiting: 0 });
    await call.settle({ ...REFUSED, status: 'failed', event: 'generation.failed' });
    expect(await world.counters()).toEqual({ reserved: 0, spent: 1, waiting: 0 });
    expect(await world.raw.hvals(world.keys.budgetSpent('1'))).toEqual(['0', '1']);
  });

  test('a refused call that finds the next period used up waits for a unit, and goes on with one', async () => {
    await using world = await atMidnight();
    await world.put({ limit: '1', period: 'day' });
    const first = idOf(await world.submit());
    const call = await world.call(first);
    world.clock.ahead += 120_000;
    const second = idOf(await world.submit());
    await call.settle({ ...REFUSED, status: 'queued', dueAt: world.clock.now() });
    expect(await world.store.jobs.get(first)).toMatchObject({ status: 'queued', reason: 'budget', slot: null });
    expect((await world.submit()).outcome).toBe('budget_used_up');
    await world.store.jobs.cancel(second, 'generation');
    expect(await world.store.jobs.get(first)).toMatchObject({ status: 'queued', reason: null });
    await (await world.call(first)).settle(acceptedSet(world.clock.now()));
    expect(await world.counters()).toEqual({ reserved: 0, spent: 1, waiting: 0 });
  });

  test('waiting jobs go on when the next period begins', async () => {
    await using world = await atMidnight();
    await world.put({ limit: '2', period: 'day', when_used_up: 'wait' });
    const ids = [];
    for (let n = 0; n < 5; n++) ids.push(idOf(await world.submit()));
    for (const id of ids.slice(0, 2)) await (await world.call(id)).settle(acceptedSet(world.clock.now()));
    expect((await world.store.jobs.get(ids[2]!))!.resumeAt).toBe(Date.parse('2026-11-22T00:00:00Z'));
    world.clock.ahead += 120_000;
    await world.tend();
    expect(await Promise.all(ids.map(async (id) => (await world.store.jobs.get(id))!.reason))).toEqual([null, null, null, null, 'budget']);
    expect(await world.counters()).toEqual({ reserved: 2, spent: 0, waiting: 1 });
  });

  test('begin again after a year in which nothing ran', async () => {
    await using world = await atMidnight();
    await world.put({ limit: '1', period: 'day', when_used_up: 'wait', time_zone: 'Europe/Berlin' });
    idOf(await world.submit());
    world.clock.ahead += 500 * DAY_MS;
    await world.tend();
    const budget = (await world.store.budgets.get('acme', 'b'))!;
    expect(budget.until! - world.clock.now()).toBeLessThanOrEqual(DAY_MS);
    expect(budget.from! <= world.clock.now() && world.clock.now() < budget.until!).toBe(true);
  });
});

test('a batch: each job by itself; one of which nothing fits is stored with every job rejected', async () => {
  await using world = await setupBudgets();
  await world.put({ limit: '2' });
  const batch = async () => {
    const id = newBatchId();
    const jobs = [0, 1, 2].map((index) => newJob(world.clock.now(), { id: batchJobId(id, index), batchId: id, batchIndex: index }));
    return world.store.batches.accept({ id, tenant: 'acme', createdAt: world.clock.now(), spec: {}, jobs, rejected: [] });
  };
  expect(await batch()).toMatchObject({
    outcome: 'accepted',
    batch: { total: 3, accepted: 2, open: 2 },
    rejected: [{ index: 2, error: { code: 'budget_used_up', detail: 'The budget "b" has 0 left of generations, and this needs 1.' } }],
  });
  const none = await batch();
  expect(none).toMatchObject({ outcome: 'accepted', batch: { accepted: 0 }, rejected: [{ index: 0 }, { index: 1 }, { index: 2 }] });
  expect(await world.counters()).toEqual({ reserved: 2, spent: 0, waiting: 0 });
  expect(await world.eventTypes()).toEqual(['budget.exhausted', 'batch.completed']);
});

test('events come once a period', async () => {
  await using world = await setupBudgets();
  await world.put({ limit: '4', warn_at: [0.5, 0.75] });
  for (let n = 0; n < 6; n++) await world.submit();
  expect(await world.eventTypes()).toEqual(['budget.warning', 'budget.warning', 'budget.exhausted']);
  await world.put({ limit: '5', warn_at: [0.5, 0.75] });
  await world.submit();
  expect(await world.eventTypes()).toHaveLength(3);
});

describe('a further paid call takes another unit', () => {
  const UNKNOWN = { billing: { state: 'unknown', because: 'outcome_unknown' } } as const;
  const HELD = {
    error: { code: 'outcome_unknown', message: 'unknown', getty: null },
    timeline: { at: '2026-11-20T12:00:00Z', event: 'held' },
  } as const;

  test('resolve with retry needs one; what is unknown counts as spent', async () => {
    await using world = await setupBudgets();
    await world.put({ limit: '2' });
    const id = idOf(await world.submit());
    await (await world.call(id)).settle({ ...UNKNOWN, status: 'held', event: 'generation.held' });
    expect(await world.counters()).toEqual({ reserved: 0, spent: 1, waiting: 0 });
    const other = idOf(await world.submit());
    const again = () =>
      world.store.jobs.resolve(id, { action: 'retry', confirm_cost: true }, { ask: async () => ({ known: true, item: null }) });
    expect(await again()).toMatchObject({ outcome: 'budget_used_up' });
    await world.store.jobs.cancel(other, 'generation');
    expect((await again()).outcome).toBe('restarted');
    expect(await world.counters()).toEqual({ reserved: 1, spent: 1, waiting: 0 });
  });

  test('on_unknown "retry" holds without one', async () => {
    await using world = await setupBudgets();
    await world.put({ limit: '2' });
    const sendAgain = { ...UNKNOWN, status: 'queued', leaveSlot: true, set: { lost_calls: 1 }, sendsAgain: HELD } as const;
    const id = idOf(await world.submit());
    await (await world.call(id)).settle(sendAgain);
    expect(await world.store.jobs.get(id)).toMatchObject({ status: 'queued' });
    expect(await world.counters()).toEqual({ reserved: 1, spent: 1, waiting: 0 });
    await (await world.call(id)).settle(sendAgain);
    expect(await world.store.jobs.get(id)).toMatchObject({ status: 'held', error: { code: 'outcome_unknown' } });
    expect(await world.counters()).toEqual({ reserved: 0, spent: 2, waiting: 0 });
  });
});

const asked = (isOperator: boolean) => ({ tenant: 'acme', id: 'o', isOperator });

test('a job that waits for a unit goes on with a call that was given up, if that was accepted after all', async () => {
  await using world = await setupBudgets();
  world.clock.ahead = Date.parse('2026-11-21T23:50:00Z') - Date.now();
  await world.put({ limit: '2', period: 'day' });
  const id = idOf(await world.submit());
  const givenUp = await world.call(id);
  await givenUp.settle({
    status: 'queued',
    leaveSlot: true,
    billing: { state: 'unknown', because: 'outcome_unknown' },
    sendsAgain: {
      error: { code: 'outcome_unknown', message: 'unknown', getty: null },
      timeline: { at: '2026-11-21T23:50:00Z', event: 'held' },
    },
  });
  const again = await world.call(id);
  world.clock.ahead += 1_200_000;
  await world.submit();
  await world.submit();
  await again.settle({ ...REFUSED, status: 'queued', dueAt: world.clock.now() });
  expect(await world.store.jobs.get(id)).toMatchObject({ reason: 'budget' });
  expect(await world.counters()).toEqual({ reserved: 2, spent: 0, waiting: 1 });
  await givenUp.settle(acceptedSet(world.clock.now()));
  expect(await world.store.jobs.get(id)).toMatchObject({ status: 'waiting', line: null });
  expect(await world.counters()).toEqual({ reserved: 2, spent: 0, waiting: 0 });
  expect(typeof (await world.store.passes.begin(id, 1))).toBe('object');
});

test('a budget of the operator is changed and removed by him only', async () => {
  await using world = await setupBudgets();
  const definition: PutBudget = {
    unit: 'generations',
    limit: '1',
    period: 'day',
    time_zone: 'UTC',
    warn_at: [],
    when_used_up: 'reject',
  };
  expect((await world.store.budgets.put(asked(true), definition)).outcome).toBe('created');
  expect((await world.store.budgets.put(asked(false), { ...definition, limit: '9' })).outcome).toBe('set_by_operator');
  expect(await world.store.budgets.remove(asked(false))).toBe('set_by_operator');
  expect((await world.store.budgets.put(asked(true), { ...definition, period: 'week' })).outcome).toBe('fixed');
  expect((await world.store.budgets.put(asked(true), { ...definition, limit: '9' })).outcome).toBe('changed');
  expect(await world.store.budgets.remove(asked(true))).toBe('removed');
  expect(await world.store.budgets.remove(asked(true))).toBe('missing');
});

test('the daily check corrects a counter that differs from the records, and says so', async () => {
  await using world = await setupBudgets();
  await world.put({ limit: '9' });
  const ids = [];
  for (let n = 0; n < 3; n++) ids.push(idOf(await world.submit({ deadlineAt: world.clock.now() + 9 * DAY_MS })));
  await (await world.call(ids[0]!)).settle(acceptedSet(world.clock.now()));
  await world.raw.hset(world.keys.budget('1'), 'reserved', '7');
  await world.raw.hset(world.keys.budgetSpent('1'), '0', '0');
  await world.tend();
  expect(await world.counters()).toMatchObject({ reserved: 7, spent: 0 });
  world.clock.ahead = DAY_MS;
  await world.tend();
  expect(await world.counters()).toEqual({ reserved: 2, spent: 1, waiting: 0 });
  expect(world.errors).toEqual([
    { tenant: 'acme', budget: 'b', what: 'reserved', counter: 7, sum: 2 },
    { tenant: 'acme', budget: 'b', what: '0', counter: 0, sum: 1 },
  ]);
});

test('the daily check gives back what a job reserves that a version without budgets has ended', async () => {
  await using world = await setupBudgets();
  await world.put({ limit: '9' });
  const id = idOf(await world.submit());
  await world.store.jobs.cancel(id, 'generation');
  await world.raw.hset(world.keys.job(id), 'reserves', '1:1');
  await world.raw.hset(world.keys.budget('1'), 'reserved', '1');
  world.clock.ahead = DAY_MS;
  await world.tend();
  expect(await world.counters()).toMatchObject({ reserved: 0 });
  expect(world.errors).toHaveLength(1);
});

test('a dry run reserves nothing, and counts earlier jobs for later ones', async () => {
  await using world = await setupBudgets();
  await world.put({ limit: '2' });
  const jobs = [0, 1, 2].map(() => newJob(world.clock.now()));
  expect(await world.store.budgets.tryJobs(jobs)).toEqual({
    jobs: [{ verdict: 'fits' }, { verdict: 'fits' }, { verdict: 'rejects', need: { budget: 'b', unit: 'generations', needs: 1, left: 0 } }],
    budgets: [{ budget: 'b', unit: 'generations', needs: 3, left: 2 }],
  });
  expect(await world.counters()).toEqual({ reserved: 0, spent: 0, waiting: 0 });
});
