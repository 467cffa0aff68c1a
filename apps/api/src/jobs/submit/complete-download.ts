import { isFinal, type DownloadRequest, type GenerationRequest, type Tenant } from '@darkroom/contracts';
import type { JobRecord, Store } from '@darkroom/queue';

import { findGeneration, findJob } from '../show/find-job.ts';
import { notReady } from '../show/not-ready.ts';
import type { Completed } from './submit-job.ts';
import { ProblemError } from '../../http/problem.ts';

/** What is stored of a download: the request with what follows from its generation. @throws ProblemError not_found, or not_ready while there is nothing to download */
export async function completeDownload(store: Store, body: DownloadRequest, tenant: Tenant): Promise<Completed<DownloadRequest>> {
  const generation = await findSource(store, body, tenant);
  const project = body.project_code === undefined ? (generation.spec.request as GenerationRequest).project_code : undefined;
  return { request: completeFrom(body, generation), parentId: generation.id, project };
}

async function findSource(store: Store, body: DownloadRequest, tenant: Tenant): Promise<JobRecord> {
  if (body.job_id === undefined) {
    const generation = await findGeneration(store, body.generation_request_id!, tenant);
    if (!isFinal(generation.status)) throw await notReady(store, generation);
    return generation;
  }
  const generation = await findJob(store, body.job_id, tenant);
  if (generation.type !== 'generation') throw new ProblemError('not_found', 'That job is not a generation.');
  if (generation.status !== 'succeeded') throw await notReady(store, generation);
  return generation;
}

/** A download names its generation at Getty, and uses the generation's product unless it names one. */
function completeFrom(body: DownloadRequest, generation: JobRecord): DownloadRequest {
  const productId = body.product_id ?? generation.spec.request.product_id;
  return {
    ...body,
    ...(generation.gettyId !== null && { generation_request_id: generation.gettyId }),
    ...(productId !== undefined && { product_id: productId }),
  };
}
