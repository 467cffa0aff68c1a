import { ResolveRequest } from '@darkroom/contracts';
import { presentJob, type JobRecord, type Resolution, type Store } from '@darkroom/queue';

import { answerJob } from './answer-job.ts';
import { findJob } from './find-job.ts';
import type { Handler } from '../http/handler.ts';
import { ProblemError } from '../http/problem.ts';
import { readJson } from '../http/read-json.ts';
import { invalidRequest, validate } from '../http/validate.ts';

const POINTER = '/generation_request_id';

/** `POST /v1/jobs/{id}/resolve`: takes a held job out of `held`. 200 when that ends it, 202 when a new run begins. */
export function resolveJob({ store }: { store: Store }): Handler {
  return async (request, response) => {
    const body = validate(ResolveRequest, await readJson(request));
    const job = await findJob(store, String(request.params['id']), response.locals.tenant);
    const resolved = await store.jobs.resolve(job.id, await toResolution(store, job, body));
    switch (resolved.outcome) {
      case 'restarted':
        answerJob(response, 202, presentJob(resolved.record));
        return;
      case 'ended':
        answerJob(response, 200, presentJob(resolved.record));
        return;
      case 'not_held':
        throw new ProblemError('not_held', `The job is ${resolved.record.status}. Only a held one can be resolved.`);
      case 'may_charge_again':
        throw new ProblemError('may_charge_again', 'What was sent may have been taken. Send "confirm_cost": true to send it again.');
      case 'missing': // removed since it was found
        throw new ProblemError('not_found', 'There is no job with this id.');
    }
  };
}

/** @throws ProblemError invalid_request when the generation named is missing, out of place, or another job's */
async function toResolution(store: Store, job: JobRecord, body: ResolveRequest): Promise<Resolution> {
  if (body.action === 'retry') return { action: 'retry', confirmCost: body.confirm_cost === true };
  if (body.action === 'fail') return { action: 'fail' };
  const id = body.generation_request_id;
  if (job.type === 'download') {
    if (id !== undefined) throw invalidRequest([{ pointer: POINTER, detail: 'is not for downloads: Getty finds them under their image' }]);
    return { action: 'adopt' };
  }
  if (id === undefined) throw invalidRequest([{ pointer: POINTER, detail: 'is required to adopt a generation' }]);
  const owner = await store.jobs.findByGettyId(id);
  if (owner && owner.id !== job.id) throw invalidRequest([{ pointer: POINTER, detail: 'belongs to another job' }]);
  return { action: 'adopt', generationRequestId: id };
}
