import { isFinal } from '@darkroom/contracts';
import type { JobRecord, Store } from '@darkroom/queue';

import { ProblemError } from '../../http/problem.ts';
import { retryAfter } from '../../http/answer/retry-after.ts';
import { presentOutlook } from './present-with-outlook.ts';

/** The refusal for a job that has not succeeded yet: it says when to try again. `rule`: what it would have then. */
export async function notReady(
  store: Store,
  job: JobRecord,
  rule = 'A generation has images once it has succeeded',
): Promise<ProblemError> {
  const queue = presentOutlook(await store.outlooks.about(job));
  const headers = { 'Retry-After': retryAfter(isFinal(job.status) ? Infinity : queue?.eta_seconds) };
  return new ProblemError('not_ready', `${rule}; this one is ${job.status}.`, { headers });
}
