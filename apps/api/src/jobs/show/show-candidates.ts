import type { Candidates } from '@darkroom/contracts';
import { calledAt, type Store } from '@darkroom/queue';

import { tenantOrAll, type Handler } from '../../http/handler.ts';
import { ProblemError } from '../../http/problem.ts';
import type { GettyReader } from '../../pictures/getty-reader.ts';
import { findJob } from './find-job.ts';

/**
 * `GET /v1/jobs/{id}/candidates`: generations at Getty from around the paid call of a held job. A download has none: it is found by its
 * image.
 */
export function showCandidates({ store, getty }: { store: Store; getty: GettyReader }): Handler {
  return async (request, response) => {
    const record = await findJob(store, String(request.params['id']), tenantOrAll(response));
    if (record.status !== 'held') throw new ProblemError('not_held', 'The job is not held. Only a held one has candidates.');
    const found = { object: 'candidates', job_id: record.id } as const;
    if (record.type === 'download') {
      response.json({ ...found, complete: true, data: [] } satisfies Candidates);
      return;
    }
    const { items, unreadable, complete } = await getty.historyAround(calledAt(record));
    const shown = await store.findCandidates(record, items, { showAll: response.locals.caller.isOperator });
    const all = complete && unreadable.length === 0 && shown.complete;
    response.json({ ...found, complete: all, data: shown.data } satisfies Candidates);
  };
}
