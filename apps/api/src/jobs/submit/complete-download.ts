import { isFinal, type DownloadRequest, type GenerationRequest, type Tenant } from '@darkroom/contracts';
import type { JobRecord, Store } from '@darkroom/queue';

import { findGenerationAtGetty, findJob } from '../show/find-job.ts';
import { notReady } from '../show/not-ready.ts';
import type { Completed } from './submit-job.ts';
import { ProblemError } from '../../http/problem.ts';

/**
 * What is stored of a download: the request with what follows from its generation. It waits for one that has not ended.
 * @throws ProblemError not_found, or not_ready if the generation has ended without images
 */
export async function completeDownload(store: Store, body: DownloadRequest, tenant: Tenant): Promise<Completed<DownloadRequest>> {
  const generation = await findSource(store, body, tenant);
  if (!generation) return { request: body };
  const { request, project } = inherit(body, generation.spec.request as GenerationRequest);
  const common = { parentId: generation.id, project, madeIn: generation.spec.trace };
  if (!isFinal(generation.status)) return { ...common, request, source: { id: generation.id, index: body.index } };
  return { ...common, request: generation.gettyId === null ? request : { ...request, generation_request_id: generation.gettyId } };
}

/** A download uses the product of its generation, and counts under its project code, unless it names others. */
export function inherit(body: DownloadRequest, from: GenerationRequest): Pick<Completed<DownloadRequest>, 'request' | 'project'> {
  const productId = body.product_id ?? from.product_id;
  return {
    request: { ...body, ...(productId !== undefined && { product_id: productId }) },
    project: body.project_code === undefined ? from.project_code : undefined,
  };
}

/** null: the tenant's own, but its job was removed; then the request alone counts. */
async function findSource(store: Store, body: DownloadRequest, tenant: Tenant): Promise<JobRecord | null> {
  if (body.job_id === undefined) return findGenerationAtGetty(store, body.generation_request_id!, tenant);
  const generation = await findJob(store, body.job_id, tenant);
  if (generation.type !== 'generation') throw new ProblemError('not_found', 'That job is not a generation.');
  if (isFinal(generation.status) && generation.status !== 'succeeded') throw await notReady(store, generation);
  return generation;
}
