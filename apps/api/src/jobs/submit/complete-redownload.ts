import type { RedownloadRequest, Tenant } from '@darkroom/contracts';
import type { JobRecord, Store } from '@darkroom/queue';

import { ProblemError } from '../../http/problem.ts';
import type { Completed } from './submit-job.ts';

/**
 * What is stored of a re-download. As long as the first download of the file exists, it inherits that one's product and project code, and belongs to
 * the same generation. Afterwards the request alone counts. @throws ProblemError not_found for a file that the tenant did not download
 */
export async function completeRedownload(store: Store, body: RedownloadRequest, tenant: Tenant): Promise<Completed<RedownloadRequest>> {
  const owner = await store.jobs.ownerOfAsset(body.generated_asset_id);
  if (owner?.tenant !== tenant) throw new ProblemError('not_found', 'There is no file with this generated_asset_id.');
  const first = owner.jobId === null ? null : await store.jobs.get(owner.jobId);
  if (!first) return { request: body };
  const generation = first.parentId === null ? null : await store.jobs.get(first.parentId);
  return { ...inherit(body, first), madeIn: first.spec.trace, ...(generation && { parentId: generation.id }) };
}

function inherit(
  body: RedownloadRequest,
  { spec: { request }, project }: JobRecord,
): Pick<Completed<RedownloadRequest>, 'request' | 'project'> {
  const productId = body.product_id ?? request.product_id;
  return {
    request: { ...body, ...(productId !== undefined && { product_id: productId }) },
    project: body.project_code === undefined ? (request.project_code ?? project ?? undefined) : undefined,
  };
}
