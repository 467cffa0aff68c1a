import type { BatchId, DownloadRequest, GenerationRequest, JobId, JobType, Prices, RedownloadRequest, Tenant } from '@darkroom/contracts';
import { deadlineUnsent, newJobId, type NewJob } from '@darkroom/queue';

import { priceJob } from './price-job.ts';

/** The request of a new job. */
export type NewRequest = GenerationRequest | DownloadRequest | RedownloadRequest;

export type JobSource = {
  /** Set if the id is derived from something else. */
  id?: JobId;
  type: JobType;
  tenant: Tenant;
  request: NewRequest;
  parentId?: JobId;
  batchId?: BatchId;
  batchIndex?: number;
  /** The project code that it counts under, if its request has none. */
  project?: string | undefined;
  /** The job that it is made from. */
  source?: NewJob['source'];
  /** What its paid calls cost: fixed now. */
  prices?: Prices | undefined;
  /** The id of the caller's API key. */
  submittedBy: string;
  idempotency?: NewJob['idempotency'] | undefined;
};

/** Creates a job from a valid request at `now` (ms). */
export function createJob(
  now: number,
  { id = newJobId(), type, tenant, request, parentId, batchId, batchIndex, project, source, prices, submittedBy, idempotency }: JobSource,
): NewJob {
  const runAt = request.run_at === undefined ? undefined : Date.parse(request.run_at);
  const deadline = request.deadline === undefined ? undefined : Date.parse(request.deadline);
  return {
    id,
    type,
    tenant,
    request,
    createdAt: now,
    // The time to be sent begins when it may be sent.
    submittedBy,
    ...priceJob(prices, type, request),
    deadlineAt: deadlineUnsent(deadline, Math.max(now, runAt ?? now)),
    ...(runAt !== undefined && { runAt }),
    ...(request.priority !== undefined && { priority: request.priority }),
    ...(parentId !== undefined && { parentId }),
    ...(batchId !== undefined && { batchId, batchIndex: batchIndex ?? 0 }),
    ...(project !== undefined && { project }),
    ...(source && { source }),
    ...(idempotency && { idempotency }),
  };
}
