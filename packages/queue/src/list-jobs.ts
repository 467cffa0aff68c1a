import type { JobId, JobStatus, JobType, Tenant } from '@darkroom/contracts';
import type { Redis } from 'ioredis';

import type { Keys } from './keys.ts';
import type { JobRecord } from './record.ts';

export type JobFilter = {
  tenant: Tenant;
  type?: JobType | undefined;
  status?: JobStatus | undefined;
  batchId?: string | undefined;
  parentId?: JobId | undefined;
  limit: number;
  cursor?: string | undefined;
};

export class CursorError extends Error {
  constructor() {
    super('must be a next_cursor of an earlier page');
    this.name = 'CursorError';
  }
}

type Position = { createdAt: number; id: string };

/** Records read for one page at the most: a filter that matches little ends with a cursor rather than late. */
const MOST_READ = 2_000;
const CHUNK = 200;

/**
 * One page, newest first. The cursor is the place of the last record looked at (creation time and id), so pages stay stable while
 * new jobs come in at the front. A page may hold fewer than `limit` and still have a next one.
 */
export async function listJobs(
  deps: { redis: Redis; keys: Keys; getMany: (ids: string[]) => Promise<JobRecord[]> },
  filter: JobFilter,
): Promise<{ records: JobRecord[]; nextCursor: string | null }> {
  const index = indexFor(deps.keys, filter);
  const records: JobRecord[] = [];
  let position = filter.cursor === undefined ? null : decodeCursor(filter.cursor);

  for (let read = 0; read < MOST_READ; read += CHUNK) {
    const start = position ? await placeAfter(deps.redis, index, position) : 0;
    const ids = await deps.redis.zrevrange(index, start, start + CHUNK - 1);
    for (const record of await deps.getMany(ids)) {
      position = { createdAt: record.createdAt, id: record.id };
      if (matches(record, filter)) records.push(record);
      if (records.length === filter.limit) return { records, nextCursor: encodeCursor(position) };
    }
    if (ids.length < CHUNK) return { records, nextCursor: null };
  }
  return { records, nextCursor: position && encodeCursor(position) };
}

/** The smallest set that holds all that is asked for. */
function indexFor(keys: Keys, { tenant, status, batchId }: JobFilter): string {
  if (batchId !== undefined) return keys.batchJobs(batchId);
  return status ? keys.status(tenant, status) : keys.jobs(tenant);
}

/** The rank behind a position, also when the job of that position has left the index. A batch's jobs were all made at one instant. */
async function placeAfter(redis: Redis, index: string, { createdAt, id }: Position): Promise<number> {
  const rank = await redis.zrevrank(index, id);
  if (rank !== null) return rank + 1;
  const newer = await redis.zcount(index, `(${createdAt}`, '+inf');
  const ofThatInstant = await redis.zrangebyscore(index, createdAt, createdAt);
  return newer + ofThatInstant.filter((other) => other > id).length;
}

function matches(record: JobRecord, filter: JobFilter): boolean {
  return (
    record.tenant === filter.tenant &&
    (filter.type === undefined || record.type === filter.type) &&
    (filter.status === undefined || record.status === filter.status) &&
    (filter.batchId === undefined || record.batchId === filter.batchId) &&
    (filter.parentId === undefined || record.parentId === filter.parentId)
  );
}

function encodeCursor(position: Position): string {
  return Buffer.from(`${position.createdAt}.${position.id}`).toString('base64url');
}

function decodeCursor(cursor: string): Position {
  const [, createdAt, id] = /^(\d{1,16})\.(job_[0-9a-f]{32})$/.exec(Buffer.from(cursor, 'base64url').toString()) ?? [];
  if (!createdAt || !id) throw new CursorError();
  return { createdAt: Number(createdAt), id };
}
