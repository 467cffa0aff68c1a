import { isFinal, type Job } from '@darkroom/contracts';

import { sendJson } from '../../http/answer/send-json.ts';
import type { Answer } from '../../http/handler.ts';
import { retryAfter } from '../../http/answer/retry-after.ts';

/** Answers with a job. A 202 has its address, and until it has ended each answer says when to ask again. */
export function answerJob(response: Answer, status: 200 | 202, job: Job): void {
  response.locals.noted.job_id = job.id;
  if (status === 202) response.setHeader('Location', job.urls.self);
  if (!isFinal(job.status)) {
    // A held job waits for an operator, another one for its budget: poll rarely.
    const isFar = job.status === 'held' || job.reason === 'budget';
    response.setHeader('Retry-After', retryAfter(isFar ? Infinity : job.queue?.eta_seconds));
  }
  if (response.req.method === 'POST') sendJson(response, status, job);
  else response.status(status).json(job);
}
