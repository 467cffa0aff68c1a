import { JobId, JobStatus, JobType } from '@darkroom/contracts';
import { CursorError, presentJob, type JobFilter, type Store } from '@darkroom/queue';
import { z } from 'zod';

import { answerPage } from '../http/answer-page.ts';
import type { Handler } from '../http/handler.ts';
import { pageQuery } from '../http/page-query.ts';
import { invalidRequest, validate } from '../http/validate.ts';

export const ListJobsQuery = z.strictObject({
  type: JobType.optional().describe('Only generations, or only downloads.'),
  status: JobStatus.optional().describe('Only those that stand there now.'),
  batch_id: z.string().min(1).max(128).optional().describe('Only those of this batch.'),
  parent_id: JobId.optional().describe('Only the downloads that this generation started.'),
  ...pageQuery,
});

/** `GET /v1/jobs`: one page, newest first. */
export function listJobs({ store }: { store: Store }): Handler {
  return async (request, response) => {
    const { type, status, batch_id: batchId, parent_id: parentId, limit, cursor } = validate(ListJobsQuery, request.query);
    const { records, nextCursor } = await readPage(store, {
      tenant: response.locals.tenant,
      type,
      status,
      batchId,
      parentId,
      limit,
      cursor,
    });
    answerPage(request, response, { data: records.map((record) => presentJob(record)), next_cursor: nextCursor });
  };
}

async function readPage(store: Store, filter: JobFilter): ReturnType<Store['jobs']['list']> {
  try {
    return await store.jobs.list(filter);
  } catch (error) {
    if (error instanceof CursorError) throw invalidRequest([{ pointer: '/cursor', detail: error.message }]);
    throw error;
  }
}
