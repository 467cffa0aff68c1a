import { randomUUID } from 'node:crypto';

import type { BatchId, Tenant } from '@darkroom/contracts';
import type { Redis } from 'ioredis';

import { auditNote } from '../audit/author.ts';
import type { By } from '../audit/by.ts';
import { decodeBatch, type BatchRecord, type BatchSpec } from '../records/batch-record.ts';
import { cancelJobsOf } from './cancel-batch.ts';
import { encodeNewJob, type NewJob } from '../records/job/change.ts';
import type { RunCommand } from '../lua/commands.ts';
import type { Jobs } from '../jobs/jobs.ts';
import type { Keys } from '../redis/keys.ts';
import type { Logger } from '../redis/logger.ts';
import { encodeIdempotency, JOB_KEYS_KEPT_MS, unlessReused, wasDone } from '../idempotency/idempotency.ts';
import { readPage, type Page } from '../reading/page.ts';
import type { RejectedItem } from '../present/present-batch.ts';
import { readRejected } from './rejected-by-budget.ts';
import { tenantsOf } from '../reading/read-tenants.ts';
import { readHashes } from '../reading/read-hashes.ts';
import type { Reminders } from '../reminders/reminders.ts';

/** Jobs that were submitted together. The transitions of the jobs maintain the counts and the end of the batch. */
export type Batches = ReturnType<typeof createBatches>;

/** A batch to store. `jobs` are the accepted ones, each with an id of `batchJobId`. */
export type NewBatch = {
  id: BatchId;
  tenant: Tenant;
  createdAt: number;
  spec: BatchSpec;
  jobs: NewJob[];
  rejected: RejectedItem[];
  idempotency?: NonNullable<NewJob['idempotency']>;
};

/**
 * `replayed`: the batch that was first submitted under this key, as it is now. `full`: the tenant would have too many open jobs; nothing
 * was stored.
 */
export type AcceptBatchOutcome =
  | { outcome: 'accepted' | 'replayed'; batch: BatchRecord; rejected: RejectedItem[] }
  | { outcome: 'reused' }
  | { outcome: 'full' };

/** `canceled`: no job will continue; those at Getty end at their next pass. `replayed`: done before under the same key. */
export type CancelBatchOutcome = { outcome: 'canceled' | 'replayed' | 'already_finished'; batch: BatchRecord } | { outcome: 'missing' };

/** `tenant`: null: of all. */
export type BatchFilter = { tenant: Tenant | null; limit: number; cursor?: string | undefined };

export function createBatches(deps: {
  jobs: Pick<Jobs, 'cancel'>;
  redis: Redis;
  keys: Keys;
  run: RunCommand;
  reminders: Reminders;
  now: () => number;
  logger: Logger;
}) {
  const { jobs, redis, keys, run, reminders, now, logger } = deps;

  /** Accepts a batch. When it returns `accepted`, Redis has it with all of its jobs; when it throws, Redis has none. */
  const accept = async (batch: NewBatch, mostOpen?: number): Promise<AcceptBatchOutcome> => {
    const encoded = batch.jobs.map((job) => ({ ...encodeNewJob(job), index: job.batchIndex ?? 0 }));
    const operation = {
      now: now(),
      id: batch.id,
      fields: encodeBatch(batch),
      jobs: encoded.map(({ spec: _spec, ...job }) => job),
      rejected: batch.rejected.length > 0 ? JSON.stringify(batch.rejected) : undefined,
      idempotency: batch.idempotency,
      most_open: mostOpen,
    };
    const answer = await run('accept_batch', operation, ...encoded.map(({ spec }) => spec));
    if (answer.code === 'reused' || answer.code === 'full') return { outcome: answer.code };
    if (answer.code === 'accepted') {
      const waiting = new Set(answer.waiting);
      await remind(batch.jobs.filter(({ id }) => !waiting.has(id)));
    }
    return {
      outcome: answer.code,
      batch: decodeBatch(answer.batch),
      rejected: readRejected(answer.rejected),
    };
  };

  /** The jobs are stored and the sweep would find them, so a failure to add reminders is no error. */
  const remind = async (accepted: NewJob[]): Promise<void> => {
    try {
      await reminders.addMany(
        accepted.map(({ id, type, runAt }) => ({ name: type, data: { id, run: 1 }, delayMs: Math.max(0, (runAt ?? 0) - now()) })),
      );
    } catch (error) {
      logger.warn({ error, jobs: accepted.length }, 'reminders.left_to_sweep');
    }
  };

  const get = async (id: string): Promise<BatchRecord | null> => (await getMany([id]))[0] ?? null;

  const getMany = async (ids: string[]): Promise<BatchRecord[]> => {
    const hashes = await readHashes(redis, ids.map(keys.batch));
    return ids.flatMap((id, index) => ('tenant' in hashes[index]! ? [decodeBatch({ ...hashes[index], id })] : []));
  };

  /** The rejected jobs of a batch, with reasons. */
  const rejected = async (id: BatchId): Promise<RejectedItem[]> => readRejected((await redis.get(keys.batchRejected(id))) ?? '[]');

  /** The batches of a tenant, or of all, newest first, with a cursor. Versions without such a list did not add theirs. @throws CursorError */
  const list = async ({ tenant, limit, cursor }: BatchFilter): Promise<Page<BatchRecord>> => {
    const indexes = (await tenantsOf({ redis, keys }, tenant)).map(keys.batches);
    const load = async (ids: string[]): Promise<BatchRecord[]> => {
      const found = await getMany(ids);
      const known = new Set<string>(found.map(({ id }) => id));
      const gone = ids.filter((id) => !known.has(id)); // removed by a worker of a version without this list
      if (gone.length > 0) await Promise.all(indexes.map((index) => redis.zrem(index, ...gone)));
      return found;
    };
    return readPage({ run, now }, { indexes, load, limit, cursor });
  };

  /**
   * Cancels what has not ended of an unfinished batch. An `Idempotency-Key` is claimed before the first job is canceled, so a call repeated
   * after a crash continues with the rest, but ignores jobs retried in the meantime. The audit has one entry for the call, and one for each
   * job that changes.
   */
  const cancel = async (id: string, by: By = {}): Promise<CancelBatchOutcome> => {
    const { author, idempotency } = by;
    const done = await wasDone({ redis, keys }, idempotency);
    const batch = await get(id);
    if (!batch) return { outcome: 'missing' };
    if (batch.completedAt !== null) return { outcome: done ? 'replayed' : 'already_finished', batch };
    const replayed = done || (await claim(batch, by));
    await cancelJobsOf({ redis, keys, jobs }, batch, { firstEndsOnly: replayed, author });
    return { outcome: replayed ? 'replayed' : 'canceled', batch: (await get(id)) ?? batch };
  };

  /** Whether the key was claimed before. Notes who cancels. @throws KeyReusedError */
  const claim = async ({ id, tenant }: BatchRecord, { author, idempotency }: By): Promise<boolean> => {
    const token = randomUUID();
    const keyed = encodeIdempotency(idempotency, token, JOB_KEYS_KEPT_MS);
    const audit = auditNote(author, { tenant, action: 'batch.cancel', target: { type: 'batch', id }, once: token });
    return unlessReused(await run('claim', { now: now(), idempotency: keyed, audit })).code === 'replayed';
  };

  return { accept, get, rejected, list, cancel };
}

function encodeBatch({ tenant, createdAt, spec, jobs, rejected, idempotency }: NewBatch): Record<string, string> {
  return {
    tenant,
    total: String(jobs.length + rejected.length),
    accepted: String(jobs.length),
    open: String(jobs.length),
    created_at: String(createdAt),
    spec: JSON.stringify(spec),
    ...(idempotency && { idempotency: idempotency.key }),
  };
}
