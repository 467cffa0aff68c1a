import type { JobStatus, Tenant } from '@darkroom/contracts';
import type { Redis } from 'ioredis';

import type { RunCommand } from '../lua/commands.ts';
import type { Fields } from '../redis/fields.ts';
import { looksAtJob, looksAtRequest, matchesFilter, type Filtered, type JobFilter } from './job-filter.ts';
import type { Keys } from '../redis/keys.ts';
import { tenantsOf } from '../reading/read-tenants.ts';
import {
  decodeCursor,
  encodeCursor,
  isBehind,
  newestFirst,
  READ_FOR_MS,
  readPage,
  readPageUntil,
  withReadingTime,
  type Listed,
  type Page,
  type PageOf,
  type ReadPlaces,
} from '../reading/page.ts';
import { decodeRecord, type JobRecord } from '../records/job/record.ts';
import { searchableWords } from './searchable.ts';
import { unwrap } from '../reading/unwrap.ts';

/** `search`: the id of a job or a batch, an id of Getty, or prefixes of words of the prompt. The first that matches counts. */
export type JobsWanted = JobFilter & { search?: string | undefined; limit: number; cursor?: string | undefined };

type Deps = {
  redis: Redis;
  keys: Keys;
  run: RunCommand;
  now: () => number;
  /** `likely`: what most of them are. */
  getMany: (ids: string[], likely?: 'packed') => Promise<JobRecord[]>;
  kept: Kept;
};

/** Packed jobs, which are in no sorted set of a tenant. */
export type Kept = {
  /** Whether the index can look up a part of this filter. */
  narrows: (filter: JobFilter) => boolean;
  /** Those that may match. */
  find: (filter: JobFilter, tenants: Tenant[]) => ReadPlaces;
  /** Changes when jobs of these tenants were unpacked. */
  unpackings: (tenants: Tenant[]) => Promise<string>;
};

/** How long the first half of a page may take where packed jobs follow. */
const LIVING_FOR_MS = READ_FOR_MS * 0.7;

/** A page of the jobs of a tenant, or of all, newest first. @throws CursorError */
export async function listJobs(deps: Deps, { search, limit, cursor, ...asked }: JobsWanted): Promise<Page<JobRecord>> {
  const found = search === undefined ? {} : await readSearch(deps, asked.tenant, search);
  const filter = narrow({ ...asked, ...found });
  if (filter === 'nothing') return { records: [], nextCursor: null };
  const { listsPacked, ...where } = await whereToLook(deps, filter);
  const page = {
    from: latest(where.from, filter.createdAfter === undefined ? undefined : filter.createdAfter + 1),
    to: earliest(where.to, filter.createdBefore),
    ...(looksAtJob(filter) && { matches: (record: JobRecord) => matchesFilter(record, filter) }),
    load: (ids: string[]) => deps.getMany(ids),
    limit,
    cursor,
  };
  const living = {
    ...where,
    ...page,
    ...(looksAtJob(filter) && { select: (ids: string[]) => select(deps, ids, { filter, listsPacked }) }),
  };
  return listsPacked ? readPage(deps, living) : withReadingTime(() => readBoth(deps, filter, { living, page }));
}

type JobsPage = PageOf<JobRecord>;

/**
 * The page of living jobs and that of packed ones as one. A job that was packed in between was found by the first reading. One that was unpacked is
 * found by reading the living ones again.
 */
async function readBoth(
  deps: Deps,
  filter: JobFilter,
  { living, page }: { living: JobsPage; page: Omit<JobsPage, 'indexes'> },
): Promise<Page<JobRecord>> {
  const tenants = await tenantsOf(deps, filter.tenant);
  const before = await deps.kept.unpackings(tenants);
  const until = deps.now() + READ_FOR_MS;
  const first = await readPageUntil(deps, living, deps.now() + LIVING_FOR_MS);
  // What is older than the end of the first half is not on this page.
  const end = first.nextCursor === null ? undefined : decodeCursor(first.nextCursor).createdAt;
  const packed = {
    ...page,
    indexes: [],
    read: deps.kept.find(filter, tenants),
    load: (ids: string[]) => deps.getMany(ids, 'packed'),
    from: latest(page.from, end),
  };
  const pages = [first, await readPageUntil(deps, packed, until)];
  if ((await deps.kept.unpackings(tenants)) !== before) pages.push(await readPageUntil(deps, living, until));
  return joinPages(pages, page.limit);
}

/** A page of all these records: up to where each page was read, newest first. */
function joinPages(pages: Page<JobRecord>[], limit: number): Page<JobRecord> {
  const ends = pages.flatMap(({ nextCursor }) => (nextCursor === null ? [] : [decodeCursor(nextCursor)]));
  const end = ends.toSorted(newestFirst)[0];
  const byId = new Map(pages.flatMap(({ records }) => records).map((record) => [record.id, record]));
  const read = [...byId.values()].filter((record) => end === undefined || !isBehind(record, end)).toSorted(newestFirst);
  if (read.length > limit) return { records: read.slice(0, limit), nextCursor: encodeCursor(read[limit - 1]!) };
  return { records: read, nextCursor: end === undefined ? null : encodeCursor(end) };
}

async function readSearch({ redis, keys, getMany }: Deps, tenant: Tenant | null, search: string): Promise<Partial<JobFilter>> {
  const text = search.trim();
  if (/^job_[0-9a-f]{32}$/.test(text)) return { id: text };
  if (/^batch_[0-9a-f]{32}$/.test(text)) return { batchId: text };
  const owner = await redis.get(keys.getty(text));
  if (owner !== null && (tenant === null || (await getMany([owner]))[0]?.tenant === tenant)) return { gettyId: text };
  return { words: searchableWords(text) };
}

/** Narrows a filter: only queued jobs have a reason, only generations an operation. */
function narrow(filter: JobFilter): JobFilter | 'nothing' {
  if (filter.words?.length === 0) return 'nothing';
  const statuses = filter.reasons ? (filter.statuses ?? ['queued']).filter((status) => status === 'queued') : filter.statuses;
  return statuses?.length === 0 ? 'nothing' : { ...filter, statuses };
}

/** `listsPacked`: packed jobs are among them. */
type Where = Pick<JobsPage, 'indexes' | 'besides' | 'from' | 'to'> & { listsPacked?: true };

/** The smallest set of ids that contains all matches that are not packed. */
async function whereToLook(deps: Deps, filter: JobFilter): Promise<Where> {
  const { keys } = deps;
  if (filter.id !== undefined) return { indexes: [], besides: await placesOf(deps, [filter.id]), listsPacked: true };
  if (filter.batchId !== undefined) return whereBatchIs(deps, filter.batchId, filter);
  if (filter.sourceJobId !== undefined) return { indexes: [keys.madeFrom(filter.sourceJobId)], listsPacked: true };
  if (filter.parentId !== undefined) return whereChildrenAre(deps, filter.parentId, filter);
  const all = await indexesOf(deps, filter);
  // No download is older than its generation.
  if (filter.gettyId !== undefined) return { indexes: all, from: await createdAtOf(deps, filter.gettyId) };
  return { indexes: all };
}

/** The packed jobs of a batch are listed, but an index finds those that match at once. */
async function whereBatchIs({ redis, keys, kept }: Deps, batchId: string, filter: JobFilter): Promise<Where> {
  const index = keys.batchJobs(batchId);
  if (!kept.narrows(filter)) return { indexes: [index], listsPacked: true };
  const [[, first], [, last]] = await Promise.all([redis.zrange(index, 0, '0', 'WITHSCORES'), redis.zrange(index, -1, '-1', 'WITHSCORES')]);
  return first === undefined ? { indexes: [], listsPacked: true } : { indexes: [index], from: Number(first), to: Number(last) + 1 };
}

async function indexesOf({ redis, keys }: Deps, { tenant: asked, statuses }: JobFilter): Promise<string[]> {
  const tenants = await tenantsOf({ redis, keys }, asked);
  if (!statuses) return tenants.map(keys.jobs);
  return tenants.flatMap((tenant) => [...new Set<JobStatus>(statuses)].map((status) => keys.status(tenant, status)));
}

/** Versions before the index of children named a generation's downloads only in its record. Without the parent they may be anywhere. */
async function whereChildrenAre(deps: Deps, parentId: string, filter: JobFilter): Promise<Where> {
  const { keys } = deps;
  const [parent] = await deps.getMany([parentId]);
  if (parent) return { indexes: [keys.children(parentId)], besides: await placesOf(deps, parent.downloads), listsPacked: true };
  const isListed = (await deps.redis.exists(keys.children(parentId))) === 1;
  return { indexes: isListed ? [keys.children(parentId)] : await indexesOf(deps, filter), listsPacked: true };
}

async function createdAtOf(deps: Deps, gettyId: string): Promise<number | undefined> {
  const owner = await deps.redis.get(deps.keys.getty(gettyId));
  return owner === null ? undefined : (await placesOf(deps, [owner]))[0]?.createdAt;
}

/** The places of those jobs that exist. */
async function placesOf({ getMany }: Deps, ids: string[]): Promise<Listed[]> {
  return (await getMany(ids)).map(({ id, createdAt }) => ({ id, createdAt }));
}

const LOOKED_AT = ['tenant', 'type', 'status', 'reason', 'billing', 'batch_id', 'parent_id', 'source_job', 'getty_id'] as const;

/** Preselects by a few fields of each job, and by its request if needed. `listsPacked`: packed jobs are not found elsewhere. */
async function select(
  { redis, keys }: Deps,
  ids: string[],
  { filter, listsPacked = false }: { filter: JobFilter; listsPacked: boolean | undefined },
): Promise<string[]> {
  const withRequest = looksAtRequest(filter);
  const pipeline = redis.pipeline();
  for (const id of ids) {
    pipeline.hmget(keys.job(id), ...LOOKED_AT);
    if (withRequest) pipeline.get(keys.spec(id));
  }
  const answers = ids.length === 0 ? [] : ((await pipeline.exec()) ?? []).map(unwrap);
  const step = withRequest ? 2 : 1;
  return ids.filter((id, index) => {
    const values = answers[index * step] as (string | null)[];
    const spec = withRequest ? (answers[index * step + 1] as string | null) : null;
    return values[0] === null ? listsPacked : matchesFilter(decodeLook(id, values, spec), filter);
  });
}

function decodeLook(id: string, values: (string | null)[], spec: string | null): Filtered {
  const known = LOOKED_AT.flatMap((field, index) => (values[index] === null ? [] : [[field, values[index]!] as const]));
  const fields: Fields = { ...Object.fromEntries(known), id, spec: spec ?? '{"request":{}}' };
  return decodeRecord(fields);
}

function latest(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined ? b : b === undefined ? a : Math.max(a, b);
}

function earliest(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined ? b : b === undefined ? a : Math.min(a, b);
}
