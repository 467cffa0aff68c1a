import { ProblemError } from '../http/problem.ts';

export function refuseDisabled(detail = 'The endpoint is disabled. Enable it first: PATCH it with {"status": "enabled"}.'): ProblemError {
  return new ProblemError('endpoint_disabled', detail);
}
