import { formatRetryAfter } from '@darkroom/contracts';
import { GettyError, GoneError, NotFoundError, RetryableError, TerminalError, ThrottledError } from '@darkroom/getty';

import { ProblemError } from '../http/problem.ts';

const RETRY_AFTER_MS = 5_000;

/** The problem for a caller when Getty refuses a read. An error that is not Getty's (Redis, a bug) is returned unchanged. */
export function toProblem(error: unknown): unknown {
  if (!(error instanceof GettyError)) return error;
  if (error instanceof GoneError) return new ProblemError('gone', 'Getty keeps images for six months; these are gone.');
  if (error instanceof NotFoundError) return new ProblemError('not_found', 'Getty does not know this image, or has not made it yet.');
  if (error instanceof TerminalError) {
    return new ProblemError('getty_refused', `Getty refused with ${error.code ?? error.status}.`, { cause: error });
  }
  const retryAfterMs = error instanceof RetryableError || error instanceof ThrottledError ? error.retryAfterMs : undefined;
  return gettyUnavailable('Getty did not answer as it should.', retryAfterMs, error);
}

export function gettyUnavailable(detail: string, retryAfterMs = RETRY_AFTER_MS, cause?: unknown): ProblemError {
  const headers = { 'Retry-After': formatRetryAfter(retryAfterMs / 1_000) };
  return new ProblemError('getty_unavailable', detail, { headers, cause });
}
