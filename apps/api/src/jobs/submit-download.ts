import { DownloadRequest, isFinal, type Tenant } from '@darkroom/contracts';
import type { JobRecord } from '@darkroom/queue';

import type { Handler } from '../http/handler.ts';
import { findGeneration, findJob } from './find-job.ts';
import { notReady } from './not-ready.ts';
import { ProblemError } from '../http/problem.ts';
import { readJson } from '../http/read-json.ts';
import { checkTimes, requireTimes } from './submission-times.ts';
import { submitJob, type SubmitDeps } from './submit-job.ts';
import { validate } from '../http/validate.ts';

/** `POST /v1/downloads`: an image of a generation that the tenant made, named by our job or by Getty's id. */
export function submitDownload(deps: SubmitDeps): Handler {
  return async (request, response) => {
    const now = deps.clock.now();
    const body = validate(DownloadRequest, await readJson(request), (input) => checkTimes(input, now));
    const complete = async () => {
      requireTimes(body, now);
      return completeFrom(body, await findSource(deps, body, response.locals.tenant));
    };
    await submitJob(deps, { request, response }, { type: 'download', body, complete });
  };
}

/** @throws ProblemError not_found, or not_ready while there is nothing to download */
async function findSource({ store }: SubmitDeps, body: DownloadRequest, tenant: Tenant): Promise<JobRecord> {
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

/** A download names its generation at Getty, and is made under the generation's product unless it names one itself. */
function completeFrom(body: DownloadRequest, generation: JobRecord): DownloadRequest {
  const productId = body.product_id ?? generation.spec.request.product_id;
  return {
    ...body,
    ...(generation.gettyId !== null && { generation_request_id: generation.gettyId }),
    ...(productId !== undefined && { product_id: productId }),
  };
}
