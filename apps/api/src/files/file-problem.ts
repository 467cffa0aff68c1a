import { GoneError, NotFoundError, RetryableError } from '@darkroom/getty';

import { ProblemError } from '../http/problem.ts';
import { toProblem } from '../pictures/getty-problem.ts';

/** The problem for a caller when Getty does not show or delete a file. */
export function fileProblem(error: unknown): unknown {
  return isGone(error)
    ? new ProblemError('gone', 'Getty no longer has this file. Delete it here, and register it again.')
    : toProblem(error);
}

/** The problem when Getty does not register a file. After a lost answer it may have done so: that costs nothing and is used by nobody. */
export function registrationProblem(error: unknown): unknown {
  const problem = toProblem(error);
  if (!(error instanceof RetryableError) || !(problem instanceof ProblemError)) return problem;
  const detail = 'Getty did not answer as it should, so the file is not yours to use. Register it again: that costs nothing.';
  return new ProblemError(problem.code, detail, { headers: problem.headers, cause: error });
}

/** Whether Getty has no such file, or no longer. */
export function isGone(error: unknown): boolean {
  return error instanceof NotFoundError || error instanceof GoneError;
}
