import type { Store } from '@darkroom/queue';

import { findJob } from '../show/find-job.ts';
import { authorOf } from '../../http/author-of.ts';
import { tenantOrAll, type Handler } from '../../http/handler.ts';
import { validate } from '../../http/request/validate.ts';
import { RemoveJobQuery } from './remove-job-query.ts';
import { ProblemError } from '../../http/problem.ts';

/** `DELETE /v1/jobs/{id}`: removes an ended job with all its data, and soon after its files in the archive, unless they are to be kept. 204. */
export function removeJob({ store }: { store: Store }): Handler {
  return async (request, response) => {
    const { keep_archive: keepArchive } = validate(RemoveJobQuery, request.query);
    const { id, status, spec } = await findJob(store, String(request.params['id']), tenantOrAll(response));
    response.locals.noted.job_id = id;
    response.locals.span?.linkTo(spec.trace);
    if ((await store.edits.remove(id, authorOf(request, response), { keepArchive })) === 'not_finished') {
      throw new ProblemError('not_finished', `The job is ${status}. Only one that has ended can be removed: cancel it first.`);
    }
    response.status(204).end();
  };
}
