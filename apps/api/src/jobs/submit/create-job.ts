import type { BatchId, DownloadRequest, GenerationRequest, JobId, JobType, Tenant } from '@darkroom/contracts';
import { deadlineUnsent, newJobId, type NewJob } from '@darkroom/queue';

export type JobSource = {
  /** Where the id does not follow from something else. */
  id?: JobId;
  type: JobType;
  tenant: Tenant;
  request: GenerationRequest | DownloadRequest;
  parentId?: JobId;
  batchId?: BatchId;
  idempotency?: NewJob['idempotency'] | undefined;
};

/** A job as it is stored, from a request that is in order at `now` (ms). */
export function createJob(now: number, { id = newJobId(), type, tenant, request, parentId, batchId, idempotency }: JobSource): NewJob {
  const runAt = request.run_at === undefined ? undefined : Date.parse(request.run_at);
  const deadline = request.deadline === undefined ? undefined : Date.parse(request.deadline);
  return {
    id,
    type,
    tenant,
    request,
    createdAt: now,
    // The time a job may stay unsent begins when it may be sent.
    deadlineAt: deadlineUnsent(deadline, Math.max(now, runAt ?? now)),
    ...(runAt !== undefined && { runAt }),
    ...(request.priority !== undefined && { priority: request.priority }),
    ...(parentId !== undefined && { parentId }),
    ...(batchId !== undefined && { batchId }),
    ...(idempotency && { idempotency }),
  };
}
