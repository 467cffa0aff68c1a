import { type Store } from '@darkroom/queue';

import { answerJob } from '../show/answer-job.ts';
import { tenantOrAll, type Handler } from '../../http/handler.ts';
import { findJob } from '../show/find-job.ts';
import { NoFields, noteReplay, readAction } from '../../http/idempotency/read-action.ts';
import { presentWithOutlook } from '../show/present-with-outlook.ts';
import { subjectOf, traceAction } from '../../http/trace-action.ts';
import { ProblemError } from '../../http/problem.ts';

/** `POST /v1/jobs/{id}/cancel`: 200 if the job has ended, 202 while Getty still has it. Safe to repeat. */
export function cancelJob({ store }: { store: Store }): Handler {
  return async (request, response) => {
    const { idempotency, author } = await readAction(store, { request, response }, NoFields);
    const job = await findJob(store, String(request.params['id']), tenantOrAll(response));
    const tookEffect = traceAction(response, 'cancel', subjectOf(job));
    const stopped = await store.jobs.cancel(job.id, job.type, { idempotency, author });
    switch (stopped.outcome) {
      case 'stopped':
        noteReplay(response, stopped.replayed);
        if (!stopped.replayed) tookEffect(stopped.outcome);
        answerJob(response, 200, await presentWithOutlook(store, stopped.record));
        return;
      case 'asked':
        noteReplay(response, stopped.replayed);
        if (!stopped.replayed) tookEffect(stopped.outcome);
        answerJob(response, 202, await presentWithOutlook(store, stopped.record));
        return;
      case 'ended':
        if (stopped.record.status !== 'canceled') {
          throw new ProblemError('already_finished', `The job has ended as ${stopped.record.status}.`);
        }
        answerJob(response, 200, await presentWithOutlook(store, stopped.record));
        return;
      case 'missing': // removed in the meantime
        throw new ProblemError('not_found', 'There is no job with this id.');
    }
  };
}
