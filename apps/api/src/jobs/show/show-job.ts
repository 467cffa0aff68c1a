import { presentJob, type Store } from '@darkroom/queue';

import { answerJob } from './answer-job.ts';
import { tenantOrAll, type Handler } from '../../http/handler.ts';
import { findJob } from './find-job.ts';
import { presentOutlook } from './present-with-outlook.ts';

/** `GET /v1/jobs/{id}`: the job with its timeline and its place in line; always 200, whatever its state. */
export function showJob({ store }: { store: Store }): Handler {
  return async (request, response) => {
    const id = String(request.params['id']);
    const record = await findJob(store, id, tenantOrAll(response));
    const [timeline, outlook] = await Promise.all([store.jobs.timeline(record), store.outlooks.of(record)]);
    answerJob(response, 200, { ...presentJob(record, timeline), queue: presentOutlook(outlook) });
  };
}
