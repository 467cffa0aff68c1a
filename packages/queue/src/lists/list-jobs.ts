import type { JobStatus, Tenant } from '@darkroom/contracts';
import type { Redis } from 'ioredis';

import type { RunCommand } from '../lua/commands.ts';
import type { Fields } from '../redis/fields.ts';
import { looksAtJob, looksAtRequest, matchesFilter, type Filtered, type JobFilter } from './job-filter.ts';
import type { Keys } from '../redis/keys.ts';
import { tenantsOf } from '../reading/read-tenants.ts';
import { readPage, type Listed, type Page, type PageOf } from '../reading/page.ts';
import { decodeRecord, type JobRecord } from '../records/record.ts';
import { searchableWords } from './searchable.ts';
import { unwrap } from '../reading/unwrap.ts';

/** `search`: the id of a job or a batch, an id of Getty, or prefixes of words of the prompt. The first that matches counts. */
export type JobsWanted = JobFilter & { search?: string | undefined; limit: number; cursor?: string | undefined };

type Deps = { redis: Redis; keys: Keys; run: RunCommand; now: () => number; getMany: (ids: string[]) => Promise<JobRecord[]> };

/** A page of the jobs of a tenant, or of all, newest first. @throws CursorError */
export async function listJobs(deps: Deps, { search, limit, cursor, ...asked }: JobsWanted): Promise<Page<JobRecord>> {
  const found = search === undefined ? {} : await readSearch(deps, asked.tenant, search);
  const filter = narrow({ ...asked, ...found });
  if (filter === 'nothing') return { records: [], nextCursor: null };
  const where = await whereToLook(deps, filter);
  return readPage(deps, {
    ...where,
    from: latest(where.from, filter.createdAfter === undefined ? undefined : filter.createdAfter + 1),
    to: filter.createdBefore,
    ...(looksAtJob(filter) && { select: (ids) => select(deps, ids, filter), matches: (record) => matchesFilter(record, filter) }),
    load: deps.getMany,
    limit,
    cursor,
  });
}

async function readSearch({ redis, keys }: Deps, tenant: Tenant | null, search: string): Promise<Partial<JobFilter>> {
  const text = search.trim();
  if (/^job_[0-9a-f]{32}$/.test(text)) return { id: text };
  if (/^batch_[0-9a-f]{32}$/.test(text)) return { batchId: text };
  const owner = await redis.get(keys.getty(text));
  if (owner !== null && (tenant === null || (await redis.hget(keys.job(owner), 'tenant')) === tenant)) return { gettyId: text };
  return { words: searchableWords(text) };
}

/** Narrows a filter: only queued jobs have a reason, only generations an operation. */
function narrow(filter: JobFilter): JobFilter | 'nothing' {
  if (filter.words?.length === 0) return 'nothing';
  const statuses = filter.reasons ? (filter.statuses ?? ['queued']).filter((status) => status === 'queued') : filter.statuses;
  return statuses?.length === 0 ? 'nothing' : { ...filter, statuses };
}

/** The smallest set of ids that contains all matches. An index of words, metadata or other fields would be used here. */
async function whereToLook(deps: Deps, filter: JobFilter): Promise<Pick<PageOf<JobRecord>, 'indexes' | 'besides' | 'from'>> {
  const { keys } = deps;
  if (filter.id !== undefined) return { indexes: [], besides: await placesOf(deps, [filter.id]) };
  if (filter.batchId !== undefined) return { indexes: [keys.batchJobs(filter.batchId)] };
  if (filter.sourceJobId !== undefined) return { indexes: [keys.madeFrom(filter.sourceJobId)] };
  if (filter.parentId !== undefined) return whereChildrenAre(deps, filter.parentId, filter);
  const all = await indexesOf(deps, filter);
  // No download is older than its generation.
  if (filter.gettyId !== undefined) return { indexes: all, from: await createdAtOf(deps, filter.gettyId) };
  return { indexes: all };
}

async function indexesOf({ redis, keys }: Deps, { tenant: asked, statuses }: JobFilter): Promise<string[]> {
  const tenants = await tenantsOf({ redis, keys }, asked);
  if (!statuses) return tenants.map(keys.jobs);
  return tenants.flatMap((tenant) => [...new Set<JobStatus>(statuses)].map((status) => keys.status(tenant, status)));
}

/** Versions before the index of children named a generation's downloads only in its record. Without the parent they may be anywhere. */
async function whereChildrenAre(deps: Deps, parentId: string, filter: JobFilter): Promise<Pick<PageOf<JobRecord>, 'indexes' | 'besides'>> {
  const { keys } = deps;
  const [parent] = await deps.getMany([parentId]);
  if (parent) return { indexes: [keys.children(parentId)], besides: await placesOf(deps, parent.downloads) };
  const isListed = (await deps.redis.exists(keys.children(parentId))) === 1;
  return { indexes: isListed ? [keys.children(parentId)] : await indexesOf(deps, filter) };
}

async function createdAtOf(deps: Deps, gettyId: string): Promise<number | undefined> {
  const owner = await deps.redis.get(deps.keys.getty(gettyId));
  return owner === null ? undefined : (await placesOf(deps, [owner]))[0]?.createdAt;
}

/** The places of those jobs that exist. */
async function placesOf({ redis, keys }: Deps, ids: string[]): Promise<Listed[]> {
  const pipeline = redis.pipeline();
  for (const id of ids) pipeline.hget(keys.job(id), 'created_at');
  const answers = ids.length === 0 ? [] : ((await pipeline.exec()) ?? []);
  return ids.flatMap((id, index) => {
    const createdAt = unwrap(answers[index]) as string | null;
    return createdAt === null ? [] : [{ id, createdAt: Number(createdAt) }];
  });
}

const LOOKED_AT = ['tenant', 'type', 'status', 'reason', 'billing', 'batch_id', 'parent_id', 'source_job', 'getty_id'] as const;

/** Preselects by a few fields of each job, and by its request if needed. */
async function select({ redis, keys }: Deps, ids: string[], filter: JobFilter): Promise<string[]> {
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
    return values[0] !== null && matchesFilter(decodeLook(id, values, spec), filter);
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
