import { optional } from '@darkroom/contracts';
import { type Store } from '@darkroom/queue';
import { z } from 'zod';

import { answerJob } from '../show/answer-job.ts';
import { tenantOrAll, type Handler } from '../../http/handler.ts';
import { findJob } from '../show/find-job.ts';
import { noteReplay, readAction } from '../../http/idempotency/read-action.ts';
import { presentWithOutlook } from '../show/present-with-outlook.ts';
import { shortOfBudget } from '../../http/short-of-budget.ts';
import { subjectOf, traceAction } from '../../http/trace-action.ts';
import { ProblemError } from '../../http/problem.ts';

export const RetryRequest = z.strictObject({ confirm_cost: optional(z.boolean()) }).optional();

/** `POST /v1/jobs/{id}/retry`: the next run of a job that failed, was canceled or expired, from its last state. */
export function retryJob({ store }: { store: Store }): Handler {
  return async (request, response) => {
    const { body, idempotency, author } = await readAction(store, { request, response }, RetryRequest);
    const job = await findJob(store, String(request.params['id']), tenantOrAll(response));
    const tookEffect = traceAction(response, 'retry', subjectOf(job));
    const retried = await store.jobs.retry(job.id, { confirmCost: body?.confirm_cost === true, idempotency, author });
    switch (retried.outcome) {
      case 'restarted':
      case 'ended':
        noteReplay(response, retried.replayed);
        if (!retried.replayed) tookEffect(retried.outcome);
        answerJob(response, 202, await presentWithOutlook(store, retried.record));
        return;
      case 'not_finished':
        throw new ProblemError('not_finished', `The job is ${retried.record.status}. Only one that has ended can run again.`);
      case 'already_finished':
        throw new ProblemError('already_finished', 'The job has succeeded: there is nothing to run again.');
      case 'may_charge_again':
        throw new ProblemError('may_charge_again', 'The paid result is lost. Send {"confirm_cost": true} to pay for it again.');
      case 'budget_used_up':
      case 'price_unknown':
        throw shortOfBudget(retried);
      case 'missing': // removed in the meantime
        throw new ProblemError('not_found', 'There is no job with this id.');
    }
  };
}
