import { BillingState, JobStatus, QueuedReason, type JobId } from '@darkroom/contracts';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';

import type { NewJob } from '../records/job/change.ts';
import { matchesFilter, type JobFilter } from './job-filter.ts';
import { batchJobId, newBatchId, newJobId } from '../records/job-id.ts';
import type { JobsWanted } from './list-jobs.ts';
import type { JobRecord } from '../records/job/record.ts';
import { setup } from '../test/world.ts';

type World = Awaited<ReturnType<typeof setup>>;

/** Stores a job in the state of a transition, without the steps before. */
async function put(
  world: World,
  id: string,
  moved: { status: JobStatus; reason?: QueuedReason; billing?: BillingState; getty_id?: string },
) {
  const { raw, keys } = world;
  const [tenant, before, createdAt] = await raw.hmget(keys.job(id), 'tenant', 'status', 'created_at');
  await raw.hset(keys.job(id), { ...moved });
  await raw.zrem(keys.status(tenant!, before!), id);
  await raw.zadd(keys.status(tenant!, moved.status), createdAt!, id);
  if (moved.getty_id) await raw.set(keys.getty(moved.getty_id), id);
}

async function all(world: World, wanted: Omit<JobsWanted, 'tenant' | 'limit'>, limit = 100): Promise<JobRecord[]> {
  const found: JobRecord[] = [];
  for (let cursor: string | undefined; ;) {
    const page = await world.store.jobs.list({ tenant: 'acme', ...wanted, limit, cursor });
    expect(page.records.length).toBeLessThanOrEqual(limit);
    found.push(...page.records);
    if (page.nextCursor === null) return found;
    cursor = page.nextCursor;
  }
}

const ids = async (world: World, wanted: Omit<JobsWanted, 'tenant' | 'limit'>) => (await all(world, wanted)).map(({ id }) => id);

function some<T>(values: readonly T[], seed: number): T {
  return values[seed % values.length]!;
}

function maybe<T>(value: fc.Arbitrary<T>) {
  return fc.option(value, { nil: undefined, freq: 2 });
}

function someOf<T>(values: readonly T[]) {
  return maybe(fc.subarray([...values], { minLength: 1 }));
}

describe('any filter shows the same jobs as a full scan, in pages of any size', () => {
  const BATCHES = [newBatchId(), newBatchId()];
  const WORDS = ['red', 'reed', 'fox', 'Foxglove', 'snow'];
  let world: World;
  let stored: JobRecord[];

  beforeAll(async () => {
    world = await setup();
    const parents: JobId[] = [];
    for (let n = 0; n < 150; n++) {
      const isDownload = n % 4 === 3;
      const batchId = n % 5 === 0 ? some(BATCHES, n) : undefined;
      const prompt = `${some(WORDS, n)} ${some(WORDS, n >> 1)}`;
      const job: Partial<NewJob> = {
        id: batchId ? batchJobId(batchId, n) : newJobId(),
        tenant: n % 11 === 10 ? 'other' : 'acme',
        type: isDownload ? 'download' : 'generation',
        createdAt: 1_000 + (n >> 3), // eight in each instant
        request: {
          ...(isDownload ? { generation_request_id: `getty-${n % 3}`, index: 0, size_name: '1k' } : { prompt }),
          ...(n % 3 === 0 && { project_code: some(['A', 'B, C'], n) }),
          ...(n % 2 === 0 && { product_id: 1 + (n % 3) }),
          metadata: { order: n % 4, vip: n % 2 === 0, ['__proto__x']: 'y' },
        },
        ...(batchId && { batchId }),
        ...(isDownload && { parentId: some(parents, n) }),
      };
      const id = (await world.accept(job)) as JobId;
      if (!isDownload && parents.length < 3) parents.push(id);
      const status = some(JobStatus.options, n * 7);
      const billing = some(BillingState.options, n * 3);
      const getty = n < 3 ? { getty_id: `getty-${n}` } : {};
      await put(world, id, { status, billing, ...getty, ...(status === 'queued' && { reason: some(QueuedReason.options, n) }) });
    }
    stored = await world.store.jobs.getMany([
      ...(await world.raw.zrange(world.keys.jobs('acme'), '0', '-1')),
      ...(await world.raw.zrange(world.keys.jobs('other'), '0', '-1')),
    ]);
  });
  afterAll(async () => world[Symbol.asyncDispose]());

  test('for any filter', async () => {
    expect(stored).toHaveLength(150);
    const parentIds = [...new Set(stored.flatMap(({ parentId }) => parentId ?? []))];
    const filters = fc.record({
      types: someOf(['generation', 'download'] as const),
      statuses: someOf(JobStatus.options),
      reasons: fc.oneof({ weight: 4, arbitrary: fc.constant(undefined) }, someOf(QueuedReason.options)),
      operations: fc.oneof({ weight: 4, arbitrary: fc.constant(undefined) }, someOf(['generate', 'refine'] as const)),
      billing: someOf(BillingState.options),
      batchId: fc.oneof({ weight: 3, arbitrary: fc.constant(undefined) }, fc.constantFrom(...BATCHES)),
      parentId: fc.oneof({ weight: 3, arbitrary: fc.constant(undefined) }, fc.constantFrom(...parentIds)),
      gettyId: fc.oneof({ weight: 3, arbitrary: fc.constant(undefined) }, fc.constantFrom('getty-0', 'getty-1', 'getty-9')),
      projectCode: fc.oneof({ weight: 3, arbitrary: fc.constant(undefined) }, fc.constantFrom('A', 'B, C')),
      productId: fc.oneof({ weight: 3, arbitrary: fc.constant(undefined) }, fc.constantFrom(1, 2, 3)),
      createdAfter: maybe(fc.integer({ min: 998, max: 1_020 })),
      createdBefore: maybe(fc.integer({ min: 998, max: 1_020 })),
      metadata: fc.oneof(
        { weight: 3, arbitrary: fc.constant(undefined) },
        fc.constantFrom({ order: '1' }, { order: '2', vip: 'true' }, { vip: 'false' }, { toString: 'x' }),
      ),
      search: fc.oneof({ weight: 3, arbitrary: fc.constant(undefined) }, fc.constantFrom('re', 'FOX', 'fox red', 'snowy')),
    });
    await fc.assert(
      fc.asyncProperty(filters, fc.integer({ min: 1, max: 40 }), async ({ search, ...filter }, limit) => {
        const words = search?.toLowerCase().split(' ');
        const asked: JobFilter = { tenant: 'acme', ...filter, words };
        const expected = stored
          .filter((job) => matchesFilter(job, asked))
          .filter(({ createdAt }) => createdAt > (filter.createdAfter ?? 0) && createdAt < (filter.createdBefore ?? Infinity))
          .toSorted((a, b) => b.createdAt - a.createdAt || (a.id < b.id ? 1 : -1));
        expect((await all(world, { ...filter, search }, limit)).map(({ id }) => id)).toEqual(expected.map(({ id }) => id));
      }),
      { numRuns: 150 },
    );
  });
});

describe('a list of jobs', () => {
  test('is found by the id of a job, of a batch, or of Getty, but only for its tenant', async () => {
    await using world = await setup();
    const batchId = newBatchId();
    const mine = await world.accept({ id: batchJobId(batchId, 0), batchId });
    const theirs = await world.accept({ tenant: 'other', request: { prompt: 'getty-theirs' } });
    await put(world, mine, { status: 'waiting', getty_id: 'getty-mine' });
    await put(world, theirs, { status: 'waiting', getty_id: 'getty-theirs' });
    expect(await ids(world, { search: mine })).toEqual([mine]);
    expect(await ids(world, { search: batchId })).toEqual([mine]);
    expect(await ids(world, { search: ' getty-mine ' })).toEqual([mine]);
    expect(await ids(world, { search: theirs })).toEqual([]);
    expect(await ids(world, { search: 'getty-theirs' })).toEqual([]);
  });

  test('of a parent reads no others, even if only the record names its downloads', async () => {
    await using world = await setup();
    const parentId = (await world.accept({ createdAt: 1 })) as JobId;
    const chained = await world.accept({ type: 'download', parentId, createdAt: 2 });
    const before = await world.accept({ type: 'download', parentId, createdAt: 3 });
    for (let n = 0; n < 600; n++) await world.accept({ createdAt: 10 + n });
    // As versions without the index wrote it.
    await world.raw.zrem(world.keys.children(parentId), before);
    await world.raw.hset(world.keys.job(parentId), 'downloads', JSON.stringify([before]));
    expect(await ids(world, { parentId })).toEqual([before, chained]);
    // If the parent is gone and nothing is listed, its downloads are searched among all.
    await world.raw.del(world.keys.children(parentId), world.keys.job(parentId));
    expect(await ids(world, { parentId })).toEqual([before, chained]);
  });

  test('loses a child by its own retention, not by that of its parent', async () => {
    await using world = await setup();
    const parentId = (await world.accept()) as JobId;
    const child = await world.accept({ type: 'download', parentId });
    await world.store.jobs.cancel(parentId, 'generation');
    await world.handleEvents();
    const DAY_MS = 86_400_000;
    const sweep = world.store.createSweep({ retentionMs: DAY_MS });
    world.clock.ahead = DAY_MS + 60_000;
    await sweep.sweepOnce();
    expect(await world.store.jobs.get(parentId)).toBeNull();
    expect(await ids(world, { parentId })).toEqual([child]);
    await world.store.jobs.cancel(child, 'download');
    await world.handleEvents();
    world.clock.ahead = 4 * DAY_MS;
    await sweep.sweepOnce();
    expect(await world.raw.exists(world.keys.children(parentId))).toBe(0);
  });

  test('continues after its place among thousands created in one instant, even if that entry is gone', async () => {
    await using world = await setup();
    const batch = newBatchId();
    const jobs = Array.from({ length: 1_000 }, (_, index) => ({
      id: batchJobId(batch, index),
      type: 'generation' as const,
      tenant: 'acme',
      request: { prompt: 'a fox' },
      createdAt: 1_000,
      deadlineAt: Date.now() * 2,
      batchId: batch,
    }));
    await world.store.batches.accept({ id: batch, tenant: 'acme', createdAt: 1_000, spec: {}, jobs, rejected: [] });
    const first = await world.store.jobs.list({ tenant: 'acme', limit: 100, statuses: ['queued', 'failed'] });
    const last = first.records.at(-1)!.id;
    await put(world, last, { status: 'waiting' });
    await world.accept();
    const second = await world.store.jobs.list({ tenant: 'acme', limit: 2, statuses: ['queued', 'failed'], cursor: first.nextCursor! });
    expect(second.records.map(({ id }) => id)).toEqual([batchJobId(batch, 899), batchJobId(batch, 898)]);
  });

  test('has a cursor that is a place in time under any filter', async () => {
    await using world = await setup();
    const made = [];
    for (let n = 0; n < 4; n++) made.unshift(await world.accept({ createdAt: 1_000 + n, type: n % 2 ? 'download' : 'generation' }));
    const { nextCursor } = await world.store.jobs.list({ tenant: 'acme', limit: 2 });
    const { records } = await world.store.jobs.list({ tenant: 'acme', limit: 2, types: ['generation'], cursor: nextCursor! });
    expect(records.map(({ id }) => id)).toEqual([made[3]]);
  });
});
