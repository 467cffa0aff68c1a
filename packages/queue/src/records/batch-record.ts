import { JobStatus, type BatchId, type Tenant, type Webhook } from '@darkroom/contracts';
import type { TraceContext } from '@darkroom/telemetry';

import { readCount, readNumber, type Fields } from '../redis/fields.ts';

/**
 * A batch in Redis: a hash of numbers, maintained by `write.lua`, beside one constant JSON text (`spec`). It does not list its jobs: their
 * ids are derived from its own (`batchJobId`).
 */
export type BatchRecord = {
  id: BatchId;
  tenant: Tenant;
  /** Jobs submitted, and how many of them were accepted. */
  total: number;
  accepted: number;
  /** Accepted jobs that have not ended for the first time. */
  open: number;
  counts: Record<JobStatus, number>;
  createdAt: number;
  completedAt: number | null;
  spec: BatchSpec;
};

/** The constant part of a batch. */
export type BatchSpec = {
  webhook?: Webhook | undefined;
  metadata?: Record<string, unknown> | undefined;
  /** As that of a job. */
  trace?: TraceContext | undefined;
};

export function decodeBatch(fields: Fields): BatchRecord {
  return {
    id: fields['id'] as BatchId,
    tenant: fields['tenant']!,
    total: Number(fields['total']),
    accepted: Number(fields['accepted']),
    open: Number(fields['open']),
    counts: Object.fromEntries(JobStatus.options.map((status) => [status, readCount(fields[status])])) as Record<JobStatus, number>,
    createdAt: Number(fields['created_at']),
    completedAt: readNumber(fields['completed_at']),
    spec: JSON.parse(fields['spec']!) as BatchSpec,
  };
}
