import { isFinal, type Job } from '@darkroom/contracts';

import type { Answer } from '../http/handler.ts';

/** How soon it is worth looking again at a job that has not ended, in seconds: Getty takes up to a minute. */
const RETRY_AFTER = '2';

/** Answers with a job. A 202 says where to follow it. */
export function answerJob(response: Answer, status: 200 | 202, job: Job): void {
  response.locals.noted.job_id = job.id;
  if (status === 202) response.setHeader('Location', job.urls.self);
  if (!isFinal(job.status)) response.setHeader('Retry-After', RETRY_AFTER);
  response.status(status).json(job);
}
