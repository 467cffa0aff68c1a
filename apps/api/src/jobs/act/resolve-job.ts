import { RESOLVE_REFUSALS, ResolveRequest } from '@darkroom/contracts';
import { type Store } from '@darkroom/queue';

import { answerJob } from '../show/answer-job.ts';
import { findJob } from '../show/find-job.ts';
import { tenantOrAll, type Handler } from '../../http/handler.ts';
import { noteReplay, readAction } from '../../http/idempotency/read-action.ts';
import { presentWithOutlook } from '../show/present-with-outlook.ts';
import { shortOfBudget } from '../../http/short-of-budget.ts';
import type { GettyReader } from '../../pictures/getty-reader.ts';
import { subjectOf, traceAction } from '../../http/trace-action.ts';
import { ProblemError } from '../../http/problem.ts';
import { invalidRequest } from '../../http/request/validate.ts';

/** `POST /v1/jobs/{id}/resolve`: takes a held job out of `held`. 200 when that ends it, 202 when a new run begins. What is to be
 * adopted is asked of Getty first; while it does not answer, the job stays held. @throws ProblemError */
export function resolveJob({ store, getty }: { store: Store; getty: GettyReader }): Handler {
  return async (request, response) => {
    const { body, idempotency, author } = await readAction(store, { request, response }, ResolveRequest);
    const job = await findJob(store, String(request.params['id']), tenantOrAll(response));
    const tookEffect = traceAction(response, 'resolve', subjectOf(job));
    const resolved = await store.jobs.resolve(job.id, body, { ask: (named, at) => getty.find(named, at), idempotency, author });
    switch (resolved.outcome) {
      case 'restarted':
        noteReplay(response, resolved.replayed);
        if (!resolved.replayed) tookEffect(resolved.outcome);
        answerJob(response, 202, await presentWithOutlook(store, resolved.record));
        return;
      case 'ended':
        noteReplay(response, resolved.replayed);
        if (!resolved.replayed) tookEffect(resolved.outcome);
        answerJob(response, 200, await presentWithOutlook(store, resolved.record));
        return;
      case 'budget_used_up':
      case 'price_unknown':
        throw shortOfBudget(resolved);
      case 'missing': // removed since it was found
        throw new ProblemError('not_found', 'There is no job with this id.');
      default: {
        const { code, detail, ...at } = RESOLVE_REFUSALS[resolved.outcome];
        throw 'pointer' in at ? invalidRequest([{ pointer: at.pointer, detail }]) : new ProblemError(code, detail);
      }
    }
  };
}
