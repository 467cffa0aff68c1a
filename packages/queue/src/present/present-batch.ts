import type { Batch, BatchItemError, SubmittedBatch } from '@darkroom/contracts';

import type { BatchRecord } from '../records/batch-record.ts';
import { instantText, instantTextOrNull } from './instant-text.ts';
import { batchJobId } from '../records/job-id.ts';

/** A rejected job of a batch; `index` is its place in the request. */
export type RejectedItem = { index: number; error: BatchItemError };

/** A batch as the API, its event and its webhook show it. */
export function presentBatch(batch: BatchRecord): Batch {
  return {
    id: batch.id,
    object: 'batch',
    status: batch.completedAt === null ? 'running' : 'completed',
    tenant: batch.tenant,
    total: batch.total,
    accepted: batch.accepted,
    rejected: batch.total - batch.accepted,
    ended: batch.accepted - batch.open,
    progress: progressOf(batch),
    counts: batch.counts,
    metadata: batch.spec.metadata ?? null,
    urls: { self: `/v1/batches/${batch.id}`, jobs: `/v1/jobs?batch_id=${batch.id}` },
    created_at: instantText(batch.createdAt),
    completed_at: instantTextOrNull(batch.completedAt),
  };
}

/** The same with the result of each submitted job, in order. */
export function presentSubmittedBatch(batch: BatchRecord, rejected: RejectedItem[]): SubmittedBatch {
  const errors = new Map(rejected.map(({ index, error }) => [index, error]));
  const jobs = Array.from({ length: batch.total }, (_, index) => {
    const error = errors.get(index);
    return error ? { index, error } : { index, id: batchJobId(batch.id, index) };
  });
  return { ...presentBatch(batch), jobs };
}

/** Rounded down, so that 1 means the end. A batch without accepted jobs has ended. */
function progressOf({ accepted, open }: BatchRecord): number {
  return accepted === 0 ? 1 : Math.floor((100 * (accepted - open)) / accepted) / 100;
}
