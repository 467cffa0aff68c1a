import { BatchId, JobId, JobStatus, JobType } from '@darkroom/contracts';
import { presentJob, type Store } from '@darkroom/queue';
import { z } from 'zod';

import { answerPage } from '../http/answer-page.ts';
import { orInvalidCursor } from '../http/cursor.ts';
import type { Handler } from '../http/handler.ts';
import { pageQuery } from '../http/page-query.ts';
import { validate } from '../http/validate.ts';

export const ListJobsQuery = z.strictObject({
  type: JobType.optional().describe('Only generations, or only downloads.'),
  status: JobStatus.optional().describe('Only those that stand there now.'),
  batch_id: BatchId.optional().describe('Only those of this batch.'),
  parent_id: JobId.optional().describe('Only the downloads that this generation started.'),
  ...pageQuery,
});

/** `GET /v1/jobs`: one page, newest first. */
export function listJobs({ store }: { store: Store }): Handler {
  return async (request, response) => {
    const { type, status, batch_id: batchId, parent_id: parentId, limit, cursor } = validate(ListJobsQuery, request.query);
    const filter = { tenant: response.locals.tenant, type, status, batchId, parentId, limit, cursor };
    const { records, nextCursor } = await orInvalidCursor(store.jobs.list(filter));
    answerPage(request, response, { data: records.map((record) => presentJob(record)), next_cursor: nextCursor });
  };
}
