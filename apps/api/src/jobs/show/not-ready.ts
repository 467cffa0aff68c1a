import { isFinal } from '@darkroom/contracts';
import type { JobRecord, Store } from '@darkroom/queue';

import { ProblemError } from '../../http/problem.ts';
import { retryAfter } from '../../http/answer/retry-after.ts';
import { presentWithOutlook } from './present-with-outlook.ts';

/** The refusal for a generation that has not succeeded yet: it says when to try again. */
export async function notReady(store: Store, generation: JobRecord): Promise<ProblemError> {
  const { status, queue } = await presentWithOutlook(store, generation);
  const headers = { 'Retry-After': retryAfter(isFinal(status) ? Infinity : queue?.eta_seconds) };
  return new ProblemError('not_ready', `A generation has images once it has succeeded; this one is ${status}.`, { headers });
}
