import type { JobId } from '@darkroom/contracts';
import { describe, expect, test } from '@jest/globals';

import { NO_DEADLINE } from '../records/job/deadline.ts';
import { batchJobId, newBatchId, newJobId } from '../records/job-id.ts';
import type { Change, NewJob } from '../records/job/change.ts';
import { newJob, setup } from '../test/world.ts';

const DAY_MS = 86_400_000;
const image = (index: number, is_blocked = false) => ({ index, is_blocked, preview_urls: [], url: null });
const RESULT = {
  generation_request_id: 'g-1',
  seed: 1,
  images: [image(0), image(1, true)],
  url_expires_at: '2026-11-23T00:00:00.000Z',
};
const SUCCEEDED: Change = {
  status: 'succeeded',
  event: 'generation.succeeded',
  set: { getty_id: 'g-1', accepted_at: 1 },
  result: RESULT,
};
const FAILED: Change = { status: 'failed', event: 'generation.failed' };

const made = (source: string, over: Partial<NewJob> = {}): Partial<NewJob> => ({
  request: { operation: 'variation', source: { job_id: source, index: 0 } },
  source: { id: source as JobId, index: 0 },
  ...over,
});

type World = Awaited<ReturnType<typeof setupSources>>;

async function setupSources() {
  const world = await setup();
  return {
    ...world,
    acceptFrom: (source: string, over: Partial<NewJob> = {}) => world.accept(made(source, over)),
    end: async (id: string, change: Change = SUCCEEDED) => {
      const run = (await world.store.jobs.get(id))!.run;
      expect(await world.store.passes.advance(await world.begin(id, run), change)).toBe('advanced');
    },
    get: async (id: string) => (await world.store.jobs.get(id))!,
    sweep: () => world.store.createSweep({ retentionMs: 90 * DAY_MS }).sweepOnce(),
    waiting: async () => [
      await world.raw.zrange(world.keys.sources, '0', '-1'),
      await world.raw.zrange(world.keys.due, '0', '-1'),
      await world.raw.zrange(world.keys.wake, '0', '-1'),
    ],
    [Symbol.asyncDispose]: () => world[Symbol.asyncDispose](),
  };
}

describe('a job with a source that has not ended', () => {
  test('waits in no line, without a reminder, and its default deadline does not run', async () => {
    await using world = await setupSources();
    const source = await world.accept();
    const id = await world.acceptFrom(source);
    expect(await world.get(id)).toMatchObject({
      status: 'queued',
      reason: 'source',
      awaits: source,
      deadlineAt: NO_DEADLINE,
      sourceId: null,
    });
    expect(await world.store.passes.begin(id, 1)).toBe('awaits_source');
    expect(await world.raw.zscore(world.keys.due, id)).toBeNull();
    world.clock.ahead += 40 * DAY_MS;
    await world.sweep();
    expect(await world.get(id)).toMatchObject({
      status: 'failed',
      error: { code: 'source_failed', message: `The source ${source} expired` },
    });
  });

  test('goes on in the step that ends the source, and knows its id at Getty', async () => {
    await using world = await setupSources();
    const source = await world.accept();
    const id = await world.acceptFrom(source);
    world.clock.ahead += 3_600_000;
    const endedAt = world.clock.now();
    await world.end(source);
    expect(await world.get(id)).toMatchObject({ status: 'queued', reason: null, awaits: null, sourceJob: source, sourceId: 'g-1', seq: 2 });
    expect((await world.get(id)).deadlineAt).toBeGreaterThanOrEqual(endedAt + DAY_MS);
    expect((await world.begin(id)).record.sourceId).toBe('g-1');
    expect((await world.raw.hgetall(world.keys.job(source)))['dependents']).toBeUndefined();
    expect((await world.waiting())[0]).toEqual([]);
  });

  test.each([
    ['failed', FAILED, 'failed'],
    ['was canceled', { status: 'canceled', event: 'generation.canceled' }, 'failed'],
    ['expired', { status: 'expired', event: 'generation.expired' }, 'failed'],
  ] as [string, Change, string][])('fails when the source %s, free of charge', async (how, change, status) => {
    await using world = await setupSources();
    const source = await world.accept();
    const id = await world.acceptFrom(source);
    await world.end(source, change);
    expect(await world.get(id)).toMatchObject({
      status,
      awaits: null,
      billing: { state: 'not_charged' },
      error: { code: 'source_failed', message: `The source ${source} ${how}` },
    });
    expect((await world.timeline(id)).at(-1)).toMatchObject({ event: 'failed', code: 'source_failed' });
    expect(Date.parse((await world.timeline(id)).at(-1)!.at)).toBe((await world.get(id)).finishedAt);
    expect((await world.eventTypes()).filter((type) => type === 'generation.failed').length).toBeGreaterThan(0);
  });

  test('fails when its image is blocked or missing', async () => {
    await using world = await setupSources();
    const source = await world.accept();
    const [blocked, missing] = [
      await world.acceptFrom(source, { source: { id: source as JobId, index: 1 } }),
      await world.acceptFrom(source, { source: { id: source as JobId, index: 3 } }),
    ];
    await world.end(source);
    expect((await world.get(blocked)).error!.message).toBe(`Getty blocked image 1 of the source ${source}`);
    expect((await world.get(missing)).error!.message).toBe(`The source ${source} has no image 3`);
    const late = await world.acceptFrom(source, { source: { id: source as JobId, index: 1 } });
    expect(await world.get(late)).toMatchObject({ status: 'failed', error: { code: 'source_failed' } });
  });

  test('waits for a held source', async () => {
    await using world = await setupSources();
    const source = await world.accept();
    const id = await world.acceptFrom(source);
    await world.end(source, { status: 'held', event: 'generation.held' });
    world.clock.ahead += DAY_MS;
    await world.sweep();
    expect(await world.get(id)).toMatchObject({ status: 'queued', reason: 'source' });
    const resolved = await world.store.jobs.resolve(source, { action: 'fail' }, { ask: async () => ({ known: false, item: null }) });
    expect(resolved.outcome).toBe('ended');
    expect(await world.get(id)).toMatchObject({ status: 'failed', error: { code: 'source_failed' } });
  });

  test('can be canceled, changed and removed like others, and expires at its own deadline', async () => {
    await using world = await setupSources();
    const source = await world.accept();
    const [canceled, changed, expires] = [await world.acceptFrom(source), await world.acceptFrom(source), await world.acceptFrom(source)];
    await world.store.jobs.cancel(canceled, 'generation');
    expect(await world.get(canceled)).toMatchObject({ status: 'canceled', awaits: null });
    const soon = new Date(world.clock.now() + 60_000).toISOString();
    await world.store.edits.change(expires, { deadline: soon });
    await world.store.edits.change(changed, { priority: 5 });
    expect(await world.get(changed)).toMatchObject({ reason: 'source', awaits: source, deadlineAt: NO_DEADLINE });
    expect(await world.get(expires)).toMatchObject({ reason: 'source', awaits: source, deadlineAt: Date.parse(soon) });
    expect((await world.waiting())[2]).toEqual([]);
    world.clock.ahead += 61_000;
    await world.sweep();
    expect(await world.get(expires)).toMatchObject({ status: 'expired', awaits: null });
    expect(await world.raw.zrange(world.keys.dependents(source), '0', '-1')).toEqual([changed]);
    await world.store.edits.change(changed, { deadline: null });
    expect(await world.get(changed)).toMatchObject({ deadlineAt: NO_DEADLINE });
    expect(await world.store.edits.remove(canceled)).toBe('removed');
    await world.end(source);
    expect(await world.get(changed)).toMatchObject({ awaits: null, sourceId: 'g-1' });
  });
});

test('a chain that ends, ends as a whole in one step; a long one by the sweep', async () => {
  await using world = await setupSources();
  const source = await world.accept();
  const chain = [source];
  for (let n = 0; n < 130; n++) chain.push(await world.acceptFrom(chain.at(-1)!));
  await world.end(source, FAILED);
  const statuses = async () => Promise.all(chain.map(async (id) => (await world.get(id)).status));
  expect((await statuses()).filter((status) => status === 'failed')).toHaveLength(51);
  await world.sweep();
  expect(new Set(await statuses())).toEqual(new Set(['failed']));
  expect((await world.waiting())[0]).toEqual([]);
});

test('many jobs of one source go on in portions, in the order of their submission', async () => {
  await using world = await setupSources();
  const source = await world.accept();
  const ids: string[] = [];
  for (let n = 0; n < 120; n++) ids.push(await world.acceptFrom(source, { createdAt: world.clock.now() + n }));
  await world.end(source);
  const free = async () => (await Promise.all(ids.map((id) => world.get(id)))).map(({ awaits }) => awaits === null);
  expect(await free()).toEqual(ids.map((_, n) => n < 50));
  await world.sweep();
  expect(await free()).toEqual(ids.map(() => true));
});

test('a source that an earlier version ended is found by the sweep', async () => {
  await using world = await setupSources();
  const source = await world.accept();
  const id = await world.acceptFrom(source);
  await world.raw.hdel(world.keys.job(source), 'dependents');
  await world.end(source);
  expect(await world.get(id)).toMatchObject({ reason: 'source' });
  await world.sweep();
  expect(await world.get(id)).toMatchObject({ reason: 'source' });
  world.clock.ahead += 31_000;
  await world.sweep();
  expect(await world.get(id)).toMatchObject({ reason: null, sourceId: 'g-1' });
});

describe('a retry', () => {
  test('of the source does not revive its dependents, which are retried themselves and wait again', async () => {
    await using world = await setupSources();
    const source = await world.accept();
    const id = await world.acceptFrom(source);
    await world.end(source, FAILED);
    await world.store.jobs.retry(id, { confirmCost: false });
    expect(await world.get(id)).toMatchObject({ status: 'failed', run: 2, error: { code: 'source_failed' } });
    await world.store.jobs.retry(source, { confirmCost: false });
    expect(await world.get(id)).toMatchObject({ status: 'failed', run: 2 });
    await world.store.jobs.retry(id, { confirmCost: false });
    expect(await world.get(id)).toMatchObject({ status: 'queued', reason: 'source', awaits: source, run: 3, deadlineAt: NO_DEADLINE });
    await world.end(source, { ...SUCCEEDED, set: { ...SUCCEEDED.set, getty_id: 'g-2' } });
    expect(await world.get(id)).toMatchObject({ status: 'queued', reason: null, sourceId: 'g-2', awaits: null });
    expect((await world.begin(id, 3)).record.run).toBe(3);
  });

  test('after the source was removed fails again and says so', async () => {
    await using world = await setupSources();
    const source = await world.accept();
    const id = await world.acceptFrom(source);
    await world.end(source, FAILED);
    expect(await world.store.edits.remove(source)).toBe('removed');
    await world.store.jobs.retry(id, { confirmCost: false });
    expect((await world.get(id)).error!.message).toBe(`The source ${source} was removed`);
  });

  test('after the source was removed goes on with what it knows of Getty', async () => {
    await using world = await setupSources();
    const source = await world.accept();
    const id = await world.acceptFrom(source);
    await world.end(source);
    await world.end(id, FAILED);
    expect(await world.store.edits.remove(source)).toBe('removed');
    await world.store.jobs.retry(id, { confirmCost: false });
    expect(await world.get(id)).toMatchObject({ status: 'queued', reason: null, awaits: null, sourceId: 'g-1' });
  });
});

test('a download waits for its generation, and gets its id', async () => {
  await using world = await setupSources();
  const source = await world.accept();
  const id = await world.accept({
    type: 'download',
    request: { job_id: source, index: 1, size_name: '4k' },
    source: { id: source as JobId, index: 1 },
    parentId: source as JobId,
  });
  expect(await world.get(id)).toMatchObject({ reason: 'source', gettyId: null });
  expect((await world.get(source)).downloads).toEqual([]);
  await world.end(source);
  // That its image is blocked it finds out itself.
  expect(await world.get(id)).toMatchObject({ status: 'queued', reason: null, gettyId: 'g-1' });
  expect((await world.get(source)).downloads).toEqual([id]);
});

const put = (world: World, limit: string, when_used_up: 'reject' | 'wait') =>
  world.store.budgets.put(
    { tenant: 'acme', id: 'b', isOperator: false },
    { unit: 'generations', limit, period: 'total', time_zone: 'UTC', warn_at: [], when_used_up },
  );
const counters = async (world: World) => {
  const { reserved, waitingJobs } = (await world.store.budgets.get('acme', 'b'))!;
  return { reserved, waitingJobs };
};

describe('with a budget', () => {
  test('a waiting job reserves its unit, and gives it back when its source fails', async () => {
    await using world = await setupSources();
    await put(world, '2', 'reject');
    const source = await world.accept();
    await world.acceptFrom(source);
    expect(await counters(world)).toEqual({ reserved: 2, waitingJobs: 0 });
    expect(await world.store.jobs.accept(newJob(world.clock.now(), made(source)))).toMatchObject({ outcome: 'budget_used_up' });
    await world.end(source, FAILED);
    expect(await counters(world)).toEqual({ reserved: 0, waitingJobs: 0 });
  });

  test.each(['source', 'budget'] as const)('a job that waits for both goes on when it has both: first the %s', async (first) => {
    await using world = await setupSources();
    await put(world, '2', 'wait');
    const source = await world.accept();
    const blocker = await world.accept();
    const id = await world.acceptFrom(source, { createdAt: world.clock.now() + 1 });
    expect(await counters(world)).toEqual({ reserved: 2, waitingJobs: 1 });
    expect(await world.get(id)).toMatchObject({ reason: 'source', deadlineAt: NO_DEADLINE });
    const steps = {
      source: () => world.end(source, { ...SUCCEEDED, billing: { state: 'charged', because: 'getty_accepted' } }),
      budget: () => world.store.jobs.cancel(blocker, 'generation'),
    };
    if (first === 'budget') await steps.budget();
    else {
      // The source's own unit comes back here, since it was never spent: another takes it.
      await world.accept({ priority: 9 });
      await steps.source();
    }
    expect((await world.waiting())[2]).not.toContain(id);
    expect(await world.get(id)).toMatchObject({
      status: 'queued',
      deadlineAt: NO_DEADLINE,
      reason: first === 'budget' ? 'source' : 'budget',
    });
    await (first === 'budget' ? steps.source() : steps.budget());
    expect(await world.get(id)).toMatchObject({ reason: null, awaits: null, sourceId: 'g-1' });
    expect((await world.get(id)).deadlineAt).toBeLessThan(NO_DEADLINE);
    expect((await world.begin(id)).record.status).toBe('queued');
  });
});

test('a batch takes chains in; a job whose source a budget rejects is rejected too', async () => {
  await using world = await setupSources();
  await world.store.budgets.put(
    { tenant: 'acme', id: 'b', isOperator: false },
    { unit: 'generations', limit: '3', period: 'total', time_zone: 'UTC', warn_at: [], when_used_up: 'reject' },
  );
  const id = newBatchId();
  const [now, ids] = [world.clock.now(), Array.from({ length: 5 }, (_, index) => batchJobId(id, index))];
  const item = (index: number, from?: number): NewJob =>
    newJob(now, { id: ids[index]!, batchId: id, batchIndex: index, ...(from !== undefined && made(ids[from]!)) });
  const batch = {
    id,
    tenant: 'acme',
    createdAt: now,
    spec: {},
    jobs: [item(0), item(1, 0), item(2, 1), item(3), item(4, 3)],
    rejected: [],
  };
  const accepted = await world.store.batches.accept(batch);
  expect(accepted).toMatchObject({
    outcome: 'accepted',
    batch: { accepted: 3 },
    rejected: [
      { index: 3, error: { code: 'budget_used_up' } },
      { index: 4, error: { code: 'source_rejected' } },
    ],
  });
  expect(await world.get(ids[2]!)).toMatchObject({ awaits: ids[1], reason: 'source' });
  await world.end(ids[0]!, FAILED);
  expect((await world.store.batches.get(id))!.completedAt).not.toBeNull();
});

test('a batch made from what has failed is accepted, and ends at once', async () => {
  await using world = await setupSources();
  const source = await world.accept();
  await world.end(source, FAILED);
  const id = newBatchId();
  const job = newJob(world.clock.now(), { id: batchJobId(id, 0), batchId: id, batchIndex: 0, ...made(source) });
  await world.store.batches.accept({ id, tenant: 'acme', createdAt: world.clock.now(), spec: {}, jobs: [job], rejected: [] });
  expect(await world.get(job.id)).toMatchObject({ status: 'failed', error: { code: 'source_failed' } });
  expect((await world.store.batches.get(id))!.completedAt).not.toBeNull();
  expect((await world.eventTypes()).slice(-2).toSorted()).toEqual(['batch.completed', 'generation.failed']);
});

test('canceling a batch cancels its chains, and fails none of their jobs', async () => {
  await using world = await setupSources();
  const id = newBatchId();
  const ids = Array.from({ length: 60 }, (_, index) => batchJobId(id, index));
  const jobs = ids.map((job, index) =>
    newJob(world.clock.now(), { id: job, batchId: id, batchIndex: index, ...(index > 0 && made(ids[index - 1]!)) }),
  );
  await world.store.batches.accept({ id, tenant: 'acme', createdAt: world.clock.now(), spec: {}, jobs, rejected: [] });
  await world.store.batches.cancel(id);
  expect((await world.store.batches.get(id))!.counts).toMatchObject({ canceled: 60, failed: 0 });
});

test('what was made from a job is listed, also after it has ended', async () => {
  await using world = await setupSources();
  const source = await world.accept();
  const id = await world.acceptFrom(source);
  await world.acceptFrom(id);
  await world.end(source);
  const list = (over = {}) => world.store.jobs.list({ tenant: 'acme', sourceJobId: source as JobId, limit: 10, ...over });
  expect((await list()).records.map((job) => job.id)).toEqual([id]);
  expect((await list({ operations: ['refine'] })).records).toEqual([]);
  expect((await list({ tenant: 'beta' })).records).toEqual([]);
  await world.store.jobs.cancel(id, 'generation');
  await world.store.edits.remove(id);
  expect((await list()).records).toEqual([]);
  expect(await world.raw.exists(world.keys.madeFrom(source))).toBe(0);
});

test('a job whose source does not exist ends at once', async () => {
  await using world = await setupSources();
  const [missing, id] = [newJobId(), newJobId()];
  const answer = await world.store.jobs.accept(newJob(world.clock.now(), { id, ...made(missing) }));
  expect(answer).toMatchObject({ outcome: 'accepted', waits: true });
  expect(await world.get(id)).toMatchObject({ status: 'failed', error: { code: 'source_failed' } });
});
