import { presentJob, type Store } from '@darkroom/queue';

import { answerJob } from './answer-job.ts';
import type { Handler } from '../http/handler.ts';
import { findJob } from './find-job.ts';

/** `GET /v1/jobs/{id}`: the job with its timeline; always 200, whatever became of it. */
export function showJob({ store }: { store: Store }): Handler {
  return async (request, response) => {
    const id = String(request.params['id']);
    const record = await findJob(store, id, response.locals.tenant);
    answerJob(response, 200, presentJob(record, await store.jobs.timeline(id)));
  };
}
