import { presentJob, type Store } from '@darkroom/queue';

import { answerPage } from '../../http/answer/answer-page.ts';
import { orInvalidCursor } from '../../http/request/cursor.ts';
import { tenantOrAll, type Handler } from '../../http/handler.ts';
import { readListJobsQuery } from './list-jobs-query.ts';

/** `GET /v1/jobs`: one page, newest first. */
export function listJobs({ store }: { store: Store }): Handler {
  return async (request, response) => {
    const wanted = { tenant: tenantOrAll(response), ...readListJobsQuery(request.query) };
    const { records, nextCursor } = await orInvalidCursor(store.jobs.list(wanted));
    answerPage(request, response, { data: records.map((record) => presentJob(record)), next_cursor: nextCursor });
  };
}
