import type { BatchId, Tenant } from '@darkroom/contracts';
import type { Redis } from 'ioredis';

import { decodeBatch, type BatchRecord, type BatchSpec } from './batch-record.ts';
import { encodeNewJob, type NewJob } from './change.ts';
import type { RunCommand } from './commands.ts';
import { toFields } from './fields.ts';
import type { Keys } from './keys.ts';
import type { Logger } from './logger.ts';
import type { RejectedItem } from './present-batch.ts';
import type { Reminders } from './reminders.ts';

/** Jobs that were submitted together. Their counts, and the end of the batch, are kept by the transitions of its jobs. */
export type Batches = ReturnType<typeof createBatches>;

/** A batch about to be stored. `jobs` are those accepted, each with an id of `batchJobId`. */
export type NewBatch = {
  id: BatchId;
  tenant: Tenant;
  createdAt: number;
  spec: BatchSpec;
  jobs: NewJob[];
  rejected: RejectedItem[];
  idempotency?: NonNullable<NewJob['idempotency']>;
};

/** `replayed`: the batch that was first submitted under this key, as it is now. */
export type AcceptBatchOutcome = { outcome: 'accepted' | 'replayed'; batch: BatchRecord; rejected: RejectedItem[] } | { outcome: 'reused' };

export function createBatches(deps: {
  redis: Redis;
  keys: Keys;
  run: RunCommand;
  reminders: Reminders;
  now: () => number;
  logger: Logger;
}) {
  const { redis, keys, run, reminders, now, logger } = deps;

  /** Takes a batch in. When this returns `accepted`, Redis has it with all of its jobs; when it throws, it has none of them. */
  const accept = async (batch: NewBatch): Promise<AcceptBatchOutcome> => {
    const answer = await run('accept_batch', {
      now: now(),
      id: batch.id,
      fields: encodeBatch(batch),
      jobs: batch.jobs.map(encodeNewJob),
      rejected: batch.rejected.length > 0 ? JSON.stringify(batch.rejected) : undefined,
      idempotency: batch.idempotency,
    });
    if (answer.code === 'reused') return { outcome: 'reused' };
    if (answer.code === 'accepted') await remind(batch.jobs);
    const [stored, rejected] = answer.rest as [string[], string];
    return {
      outcome: answer.code as 'accepted' | 'replayed',
      batch: decodeBatch(toFields(stored)),
      rejected: JSON.parse(rejected) as RejectedItem[],
    };
  };

  /** The jobs are stored and the sweep would find them, so reminders that cannot be made now are no failure. */
  const remind = async (jobs: NewJob[]): Promise<void> => {
    try {
      await reminders.addMany(
        jobs.map(({ id, type, runAt }) => ({ name: type, data: { id, run: 1 }, delayMs: Math.max(0, (runAt ?? 0) - now()) })),
      );
    } catch (error) {
      logger.warn({ error, jobs: jobs.length }, 'reminders.left_to_sweep');
    }
  };

  const get = async (id: string): Promise<BatchRecord | null> => {
    const fields = await redis.hgetall(keys.batch(id));
    return 'tenant' in fields ? decodeBatch({ ...fields, id }) : null;
  };

  return { accept, get };
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
