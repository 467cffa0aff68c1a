import { ProblemError } from '../../http/problem.ts';

/** When to try again, in seconds: ended jobs make room. */
const RETRY_AFTER = '30';

/** The refusal of a job beyond the limit; nothing was stored. */
export function tooManyOpenJobs(mostOpen: number): ProblemError {
  const detail = `A tenant may have at most ${mostOpen} open jobs. Try again when some have ended.`;
  return new ProblemError('too_many_open_jobs', detail, { headers: { 'Retry-After': RETRY_AFTER } });
}
