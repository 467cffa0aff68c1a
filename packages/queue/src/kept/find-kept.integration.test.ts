import { testRedis } from '@darkroom/testkit';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { Redis } from 'ioredis';

import { matchesFilter, type JobFilter } from '../lists/job-filter.ts';
import { searchableWords } from '../lists/searchable.ts';
import { newestFirst, type Listed } from '../reading/page.ts';
import { newJobId } from '../records/job-id.ts';
import { decodeRecord, type JobRecord } from '../records/job/record.ts';
import { createKeys } from '../redis/keys.ts';
import { findKept } from './find-kept.ts';
import { keptTerms } from './terms.ts';
import { changeKept } from './test/list-kept.ts';

type World = ReturnType<typeof open>;
type Kept = { job: JobRecord; place: string };

function open() {
  const shared = testRedis();
  const redis = new Redis(shared.url);
  const deps = { redis, keys: createKeys(shared.prefix) };
  const dispose = async () => {
    redis.disconnect();
    await shared[Symbol.asyncDispose]();
  };
  return { ...deps, deps, [Symbol.asyncDispose]: dispose };
}

function jobOf(over: Record<string, string>, request: object = { prompt: 'a fox' }): JobRecord {
  const fields = { id: newJobId(), tenant: 'acme', type: 'generation', status: 'succeeded', run: '1', seq: '1', created_at: '1000' };
  return decodeRecord({ ...fields, ...over, spec: JSON.stringify({ request }) });
}

async function list({ deps }: World, jobs: JobRecord[], search = true): Promise<Kept[]> {
  const add = jobs.map((job) => ({ ...job, terms: keptTerms(job, { search }) }));
  const places = await changeKept(deps, { add });
  return jobs.map((job, index) => ({ job, place: places[index]! }));
}

const entry = ({ job, place }: Kept) => ({ tenant: job.tenant, place, status: job.status });

/** All that a filter finds, in pages: the places that the index gives, and that match. */
async function find({ deps }: World, filter: JobFilter, jobs: JobRecord[], { tenants = ['acme'], most = 100 } = {}): Promise<string[]> {
  const byId = new Map<string, JobRecord>(jobs.map((job) => [job.id, job]));
  const reader = findKept(deps, filter, tenants);
  const found: Listed[] = [];
  for (let after: Listed | undefined; ;) {
    const { places, isLast } = await reader({ from: filter.createdAfter, to: filter.createdBefore, after, most });
    expect(places.length).toBeLessThanOrEqual(most);
    found.push(...places);
    if (isLast) break;
    after = places.at(-1)!;
  }
  return found.filter(({ id }) => matchesFilter(byId.get(id)!, filter)).map(({ id }) => id);
}

function scan(filter: JobFilter, jobs: JobRecord[]): string[] {
  return jobs
    .filter((job) => matchesFilter(job, filter))
    .filter(({ createdAt }) => createdAt >= (filter.createdAfter ?? 0) && createdAt < (filter.createdBefore ?? Infinity))
    .toSorted(newestFirst)
    .map(({ id }) => id);
}

function one<T>(values: readonly T[], seed: number): T {
  return values[seed % values.length]!;
}

const rarely = <T>(...values: T[]) => fc.oneof({ weight: 4, arbitrary: fc.constant(undefined) }, fc.constantFrom(...values));

describe('any filter finds the same packed jobs as a full scan', () => {
  const WORDS = [
    'red',
    'reed',
    'fox',
    'Foxglove',
    'snow',
    'a',
    'ßtraße',
    '夕焼け',
    '夕日',
    '__proto__',
    'constructor',
    'x'.repeat(60),
    `${'x'.repeat(60)}y`,
  ];
  let world: World;
  let kept: Kept[];
  const stored = () => kept.map(({ job }) => job);

  beforeAll(async () => {
    world = open();
    kept = [];
    const jobs = Array.from({ length: 2_400 }, (_, n) => {
      const isDownload = n % 4 === 3;
      // Mostly in the order of their creation, eight in each instant, some much older, and three hundred of one instant.
      const createdAt = n % 50 === 49 ? 500 + n : n > 1_500 && n < 1_800 ? 1_190 : 1_000 + (n >> 3);
      const over = {
        tenant: n % 11 === 10 ? 'acme:1' : 'acme',
        type: isDownload ? 'download' : 'generation',
        status: one(['succeeded', 'succeeded', 'failed', 'canceled', 'expired'], n * 7),
        billing: one(['charged', 'not_charged', 'may_be_charged'], n >> 2),
        created_at: String(createdAt),
        ...(!isDownload && { getty_id: `getty-${n % 7}` }),
      };
      return jobOf(over, {
        ...(isDownload
          ? { generation_request_id: `getty-${n % 3}`, index: 0 }
          : { prompt: `${one(WORDS, n)} ${one(WORDS, n >> 1)} word${n}` }),
        ...(n % 3 === 0 && { project_code: one(['A', 'B, C', ' ', 'é'], n) }),
        ...(n % 2 === 0 && { product_id: 1 + (n % 3) }),
        metadata: { order: n, vip: n % 2 === 0, ['__proto__x']: 'y' },
      });
    });
    for (let from = 0; from < jobs.length; from += 60) kept.push(...(await list(world, jobs.slice(from, from + 60), from % 600 !== 0)));
    // Some are unpacked, and packed again.
    const moved = kept.filter((_one, n) => n % 17 === 5);
    await changeKept(world.deps, { remove: moved.map((each) => ({ ...entry(each), isUnpacked: true })) });
    const again = moved.filter((_one, n) => n % 2 === 0);
    kept = [
      ...kept.filter((each) => !moved.includes(each)),
      ...(await list(
        world,
        again.map(({ job }) => job),
      )),
    ];
  });
  afterAll(async () => world[Symbol.asyncDispose]());

  test('in pages of any size', async () => {
    expect(Object.keys(await world.redis.hgetall(world.keys.keptBlocks('acme'))).length).toBeGreaterThan(2);
    const filters = fc.record({
      types: rarely(['generation' as const], ['download' as const], ['generation' as const, 'download' as const]),
      statuses: rarely(['failed' as const], ['canceled' as const, 'expired' as const], ['queued' as const]),
      operations: rarely(['generate' as const], ['refine' as const]),
      billing: rarely(['charged' as const], ['unknown' as const]),
      gettyId: rarely('getty-0', 'getty-5', 'getty-9'),
      projectCode: rarely('A', 'B, C', ' ', 'é', 'e'),
      productId: rarely(1, 2, 4),
      createdAfter: rarely(700, 1_100, 1_190, 1_191),
      createdBefore: rarely(600, 1_100, 1_190, 1_191),
      metadata: rarely<Record<string, string>>({ order: '77' }, { vip: 'true', order: '8' }, { vip: 'false' }, { toString: 'x' }),
      search: rarely(
        're',
        'FOX',
        'fox red',
        'word12',
        'w',
        'snowy',
        'a',
        'é',
        '夕',
        '夕焼',
        '__proto',
        'x'.repeat(30),
        `${'x'.repeat(60)}y`,
      ),
    });
    await fc.assert(
      fc.asyncProperty(filters, fc.integer({ min: 50, max: 700 }), async ({ search, ...rest }, most) => {
        const filter: JobFilter = { tenant: 'acme', ...rest, ...(search !== undefined && { words: searchableWords(search) }) };
        expect(await find(world, filter, stored(), { most })).toEqual(scan(filter, stored()));
      }),
      { numRuns: 200 },
    );
  });

  test('in pages of one', async () => {
    const filter: JobFilter = { tenant: 'acme', statuses: ['failed'], words: ['snow'], createdAfter: 1_150 };
    expect(scan(filter, stored()).length).toBeGreaterThan(20);
    expect(await find(world, filter, stored(), { most: 1 })).toEqual(scan(filter, stored()));
  });

  test('of all tenants, and of one with a similar name', async () => {
    const tenants = ['acme', 'acme:1', 'acm', 'acme:1:1'];
    const words = ['fox'];
    expect(await find(world, { tenant: null, words }, stored(), { tenants })).toEqual(scan({ tenant: null, words }, stored()));
    expect(await find(world, { tenant: 'acme:1' }, stored(), { tenants: ['acme:1'] })).toEqual(scan({ tenant: 'acme:1' }, stored()));
  });

  test('and counts them', async () => {
    const { blocks: _blocks, unpacked, ...counts } = await world.redis.hgetall(world.keys.keptCounts('acme'));
    const statuses = Object.groupBy(
      stored().filter(({ tenant }) => tenant === 'acme'),
      ({ status }) => status,
    );
    expect(counts).toEqual(Object.fromEntries(Object.entries(statuses).map(([status, jobs]) => [status, String(jobs.length)])));
    expect(Number(unpacked)).toBeGreaterThan(100);
  });
});

describe('the lists of packed jobs', () => {
  test('leave nothing of a block when its last job is removed', async () => {
    await using world = open();
    const jobs = Array.from({ length: 900 }, (_, n) => jobOf({ created_at: String(1_000 + n) }, { prompt: `fox ${n}` }));
    const kept = await list(world, jobs);
    await changeKept(world.deps, { remove: kept.slice(0, 600).map(entry) });
    expect(Object.keys(await world.redis.hgetall(world.keys.keptBlocks('acme')))).toEqual(['2', '3']);
    expect(await find(world, { tenant: 'acme', words: ['fox'] }, jobs)).toEqual(scan({ tenant: 'acme' }, jobs.slice(600)));
    // What was created before the oldest block has a place again.
    const late = await list(world, [jobs[0]!]);
    expect(await find(world, { tenant: 'acme' }, jobs)).toEqual(scan({ tenant: 'acme' }, [jobs[0]!, ...jobs.slice(600)]));
    await changeKept(world.deps, { remove: [...late, ...kept.slice(600)].map(entry) });
    expect(await world.redis.keys(`${world.keys.root}:*`)).toEqual([world.keys.keptCounts('acme')]);
    expect(await world.redis.hget(world.keys.keptCounts('acme'), 'succeeded')).toBe('0');
  });

  test('go on in another block when the slots of one are used up', async () => {
    await using world = open();
    const first = jobOf({ created_at: '5000' });
    await list(world, [first]);
    await world.redis.hset(world.keys.keptBlocks('acme'), '1', '0 5000 64999 1');
    const jobs = Array.from({ length: 5 }, () => jobOf({ created_at: '5000' }));
    const places = (await list(world, jobs)).map(({ place }) => place);
    expect(places).toEqual(['1.64999', '2.0', '2.1', '2.2', '2.3']);
    const older = await list(world, [jobOf({ created_at: '4999' }), jobOf({ created_at: '4998' })]);
    expect(older.map(({ place }) => place)).toEqual(['2.4', '2.5']);
    const all = [first, ...jobs, ...older.map(({ job }) => job)];
    expect(await find(world, { tenant: 'acme', words: ['fox'] }, all, { most: 2 })).toEqual(scan({ tenant: 'acme' }, all));
  });

  test('are read only where a job can match', async () => {
    await using world = open();
    const jobs = Array.from({ length: 2_000 }, (_, n) => jobOf({ created_at: String(1_000 + n), ...(n === 5 && { status: 'expired' }) }));
    for (let from = 0; from < jobs.length; from += 500) await list(world, jobs.slice(from, from + 500));
    const asked: string[] = [];
    const redis = watching(world.redis, (fields) => asked.push(...fields));
    const reader = findKept({ ...world.deps, redis }, { tenant: 'acme', statuses: ['expired'] }, ['acme']);
    expect((await reader({ after: undefined, most: 100 })).places.map(({ id }) => id)).toEqual([jobs[5]!.id]);
    expect(asked.filter((field) => !field.startsWith('='))).toEqual(['c0', 'i0']);
  });

  test('are read no further than a page needs', async () => {
    await using world = open();
    // As large as later blocks are, with one job each.
    const jobs = Array.from({ length: 40 }, (_, n) => jobOf({ created_at: String(1_000 + n), status: 'expired' }));
    for (const [n, { id }] of jobs.entries()) {
      const time = Buffer.alloc(6);
      time.writeUIntBE(1_000 + n, 0, 6);
      await world.redis.hset(world.keys.keptBlocks('acme'), String(n), `${1_000 + n} ${1_000 + n} 16384 1`);
      const fields = { '=sexpired': 'a\0\0', c0: time, i0: Buffer.from(id.slice('job_'.length), 'hex') };
      await world.redis.hset(world.keys.keptBlock('acme', String(n)), fields);
    }
    const asked = new Set<string>();
    const redis = watching(world.redis, (_fields, key) => asked.add(key));
    const reader = findKept({ ...world.deps, redis }, { tenant: 'acme', statuses: ['expired'] }, ['acme']);
    const { places, isLast } = await reader({ after: undefined, most: 10 });
    expect(places.map(({ id }) => id)).toEqual(
      jobs
        .slice(-10)
        .toReversed()
        .map(({ id }) => id),
    );
    expect(isLast).toBe(false);
    // One, then four times as much, then what seems to be missing with a spare.
    expect(asked.size).toBe(1 + 4 + 8);
  });

  test('stay small with words that no other job has', async () => {
    await using world = open();
    const jobs = Array.from({ length: 200 }, (_, n) =>
      jobOf(
        {},
        {
          prompt: Array.from({ length: 20 }, (_each, at) => `${String.fromCodePoint(0x4e00 + n * 20 + at)}${'長い言葉'.repeat(40)}`).join(
            ' ',
          ),
        },
      ),
    );
    await list(world, jobs);
    const bytes = (await world.redis.memory('USAGE', world.keys.keptBlock('acme', '1'), 'SAMPLES', '0'))!;
    expect(bytes / jobs.length).toBeLessThan(4_000);
    expect(await find(world, { tenant: 'acme', words: ['一長い'] }, jobs)).toEqual([jobs[0]!.id]);
  });
});

/** The same connection; `see` gets the fields of each HMGET, and its key. */
function watching(redis: Redis, see: (fields: string[], key: string) => void): Redis {
  const ask = redis.hmgetBuffer.bind(redis) as (...args: unknown[]) => Promise<(Buffer | null)[]>;
  const hmgetBuffer = (key: string, ...fields: (string | Buffer)[]) => {
    see(fields.map(String), key);
    return ask(key, ...fields);
  };
  return Object.assign(Object.create(redis) as Redis, { hmgetBuffer });
}
