import { GenerationRequestId, JobId, type Tenant } from '@darkroom/contracts';
import type { JobRecord, Store } from '@darkroom/queue';

import { belongsTo } from '../../http/handler.ts';
import { ProblemError } from '../../http/problem.ts';

/** A job of the tenant, or of any (null); another tenant's job is not found. @throws ProblemError not_found */
export async function findJob(store: Store, id: string, tenant: Tenant | null): Promise<JobRecord> {
  const record = JobId.safeParse(id).success ? await store.jobs.get(id) : null;
  if (!record || !belongsTo(record, tenant)) throw noJob();
  return record;
}

export function noJob(): ProblemError {
  return new ProblemError('not_found', 'There is no job with this id.');
}

/** A generation of the tenant, by Getty's id. @throws ProblemError not_found */
export async function findGeneration(store: Store, generationRequestId: string, tenant: Tenant | null): Promise<JobRecord> {
  const record = GenerationRequestId.safeParse(generationRequestId).success ? await store.jobs.findByGettyId(generationRequestId) : null;
  if (!record || !belongsTo(record, tenant)) {
    throw new ProblemError('not_found', 'There is no generation with this generation_request_id.');
  }
  return record;
}

/** The same, or null for one of the tenant's own with a job that was removed: Getty still has it. @throws ProblemError not_found */
export async function findGenerationAtGetty(store: Store, generationRequestId: string, tenant: Tenant | null): Promise<JobRecord | null> {
  const owner = GenerationRequestId.safeParse(generationRequestId).success ? await store.jobs.ownerOfGeneration(generationRequestId) : null;
  if (owner?.jobId === null && belongsTo(owner, tenant)) return null;
  return findGeneration(store, generationRequestId, tenant);
}
