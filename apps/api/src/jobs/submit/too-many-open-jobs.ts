import { ProblemError } from '../../http/problem.ts';

/** How soon it may be worth trying again, in seconds: as jobs end there is room again. */
const RETRY_AFTER = '30';

/** The refusal of what would be one job too many; nothing of it was stored. */
export function tooManyOpenJobs(mostOpen: number): ProblemError {
  const detail = `A tenant may have ${mostOpen} jobs that have not ended. Try again when some have.`;
  return new ProblemError('too_many_open_jobs', detail, { headers: { 'Retry-After': RETRY_AFTER } });
}
