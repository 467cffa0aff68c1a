import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';

import { listJobs, type JobsWanted, type Kept } from '../lists/list-jobs.ts';
import { createCommands } from '../lua/commands.ts';
import { unpackJobs } from '../packing/unpack-first.ts';
import { batchJobId, newBatchId } from '../records/job-id.ts';
import type { JobRecord } from '../records/job/record.ts';
import { setup } from '../test/world.ts';
import { createKept } from './kept.ts';

type World = Awaited<ReturnType<typeof setup>>;

const DAY_MS = 86_400_000;
/** So long after it was unpacked a job is packed again. */
const AGAIN_MS = 11 * 60_000;

/** Generations that were canceled more than a day ago, three in each instant. */
async function canceledJobs(world: World, count: number): Promise<string[]> {
  const ids: string[] = [];
  const now = world.clock.now();
  for (let n = 0; n < count; n++) {
    const request = { prompt: n % 2 === 0 ? 'a red fox' : 'a blue bird', metadata: { order: n % 5 } };
    ids.push(await world.accept({ createdAt: now + Math.floor(n / 3), request }));
    await world.store.jobs.cancel(ids[n]!, 'generation');
  }
  await world.handleEvents();
  world.clock.ahead += DAY_MS + 120_000;
  return ids;
}

async function pack(world: World, searchIndex = true): Promise<void> {
  world.clock.ahead += AGAIN_MS;
  await world.store.createSweep({ retentionMs: 30 * DAY_MS, searchIndex }).sweepOnce();
}

function unpack({ raw, keys, clock }: World, ids: string[]): Promise<void> {
  return unpackJobs({ redis: raw, keys, run: createCommands(raw, keys), now: clock.now }, ids);
}

const isPacked = async ({ raw, keys }: World, id: string) => (await raw.exists(keys.packed(id))) === 1;

const newestFirst = (a: JobRecord, b: JobRecord) => b.createdAt - a.createdAt || (a.id < b.id ? 1 : -1);

describe('jobs that are packed and unpacked while they are listed', () => {
  test('stand on one page each, whenever it happens', async () => {
    await using world = await setup();
    const ids = await canceledJobs(world, 40);
    const expected = (await world.store.jobs.getMany(ids)).toSorted(newestFirst).map(({ id }) => id);
    const kept = createKept({ redis: world.raw, keys: world.keys });
    const happening = fc.constantFrom('nothing' as const, 'pack' as const, 'unpack' as const);
    await fc.assert(
      fc.asyncProperty(
        fc.array(happening, { minLength: 20, maxLength: 20 }),
        fc.integer({ min: 3, max: 25 }),
        async (happenings, limit) => {
          let times = 0;
          // A job that was unpacked stays so for ten minutes, longer than any page is read.
          let mayPack = true;
          const happen = async () => {
            const what = happenings[times++ % happenings.length];
            if (what === 'pack' && mayPack) await pack(world);
            if (what !== 'unpack') return;
            mayPack = false;
            await unpack(
              world,
              ids.filter((_id, n) => (n + times) % 3 !== 0),
            );
          };
          const { raw: redis, keys } = world;
          const moving: Kept = {
            // Between the reading of the living jobs and that of the packed ones, and between those and the end.
            find: (...given) => {
              const read = kept.find(...given);
              return async (reach) => {
                await happen();
                const found = await read(reach);
                await happen();
                return found;
              };
            },
            unpackings: (...given) => kept.unpackings(...given),
            narrows: kept.narrows,
          };
          const deps = {
            redis,
            keys,
            run: createCommands(redis, keys),
            now: world.clock.now,
            getMany: world.store.jobs.getMany,
            kept: moving,
          };
          const found: string[] = [];
          for (let cursor: string | undefined; ;) {
            const page = await listJobs(deps, { tenant: 'acme', limit, cursor });
            found.push(...page.records.map(({ id }) => id));
            if (page.nextCursor === null) break;
            cursor = page.nextCursor;
            await happen();
            mayPack = true;
          }
          expect(found).toEqual(expected);
        },
      ),
      { numRuns: 12 },
    );
  });

  test('are counted once, in every half', async () => {
    await using world = await setup();
    const ids = await canceledJobs(world, 9);
    await pack(world);
    await unpack(world, ids.slice(0, 4));
    const open = await world.accept();
    expect(await world.store.jobs.counts('acme')).toMatchObject({ canceled: 9, queued: 1, succeeded: 0 });
    expect(await world.store.overview.counts()).toMatchObject({ acme: { canceled: 9 } });
    expect((await world.store.overview.newest(2, 'canceled')).map(({ id }) => id)).toEqual([...ids].toSorted().toReversed().slice(0, 2));
    expect((await world.store.overview.newest(1))[0]!.id).toBe(open);
  });
});

const search = async ({ store }: World, wanted: Omit<JobsWanted, 'tenant' | 'limit'>) =>
  (await store.jobs.list({ tenant: 'acme', limit: 100, ...wanted })).records.map(({ id }) => id).toSorted();

describe('a search', () => {
  test.each([true, false])('finds packed jobs where SEARCH_INDEX is %s', async (searchIndex) => {
    await using world = await setup();
    const ids = await canceledJobs(world, 30);
    await pack(world, searchIndex);
    expect(await isPacked(world, ids[0]!)).toBe(true);
    const of = (matches: (n: number) => boolean) => ids.filter((_id, n) => matches(n)).toSorted();
    expect(await search(world, { search: 'FOX' })).toEqual(of((n) => n % 2 === 0));
    expect(await search(world, { search: 'bi', metadata: { order: '3' } })).toEqual(of((n) => n % 2 === 1 && n % 5 === 3));
    expect(await search(world, { search: 'wolf' })).toEqual([]);
    expect(await search(world, { statuses: ['canceled'], search: ids[7]! })).toEqual([ids[7]]);
    expect(await search(world, { statuses: ['failed'] })).toEqual([]);
  });
});

test('the jobs of a batch are found where some of them are packed', async () => {
  await using world = await setup();
  const batchId = newBatchId();
  const createdAt = world.clock.now();
  const prompts = ['fox', 'bird', 'fox', 'bird', 'fox'];
  const jobs = prompts.map((prompt, index) => ({
    id: batchJobId(batchId, index),
    type: 'generation' as const,
    tenant: 'acme',
    request: { prompt },
    createdAt,
    deadlineAt: createdAt * 2,
    batchId,
  }));
  await world.store.batches.accept({ id: batchId, tenant: 'acme', createdAt, spec: {}, jobs, rejected: [] });
  for (const { id } of jobs.slice(0, 4)) await world.store.jobs.cancel(id, 'generation');
  await world.accept({ createdAt, request: { prompt: 'fox' } });
  await world.handleEvents();
  world.clock.ahead += DAY_MS + 120_000;
  await pack(world);
  expect(await isPacked(world, jobs[0]!.id)).toBe(true);
  const list = async (filter: object) =>
    (await world.store.jobs.list({ tenant: 'acme', limit: 100, batchId, ...filter })).records.map(({ id }) => id);
  const all = jobs.map(({ id }) => id).toReversed();
  expect(await list({})).toEqual(all);
  expect(await list({ words: ['fox'] })).toEqual([all[0], all[2], all[4]]);
  expect(await list({ words: ['fox'], statuses: ['canceled'] })).toEqual([all[2], all[4]]);
  expect(await list({ statuses: ['failed'] })).toEqual([]);
  expect((await world.store.jobs.list({ tenant: 'acme', limit: 100, batchId: newBatchId(), words: ['fox'] })).records).toEqual([]);
});

test('bulk actions reach packed jobs by a filter, and one by one', async () => {
  await using world = await setup();
  const ids = await canceledJobs(world, 6);
  await pack(world);
  const asked = { tenant: 'acme', targets: { filter: { words: ['fox'] } }, confirmCost: false };
  const planned = await world.store.bulk.retry({ ...asked, dryRun: true });
  const done = planned.results.flatMap(({ id, outcome }) => (outcome === 'done' ? [id] : []));
  expect(done.toSorted()).toEqual([ids[0]!, ids[2]!, ids[4]!].toSorted());
  expect(await isPacked(world, ids[0]!)).toBe(true);
  await world.store.bulk.retry({ ...asked, dryRun: false });
  expect(await world.store.jobs.counts('acme')).toMatchObject({ canceled: 3, queued: 3 });
});
