import { AuthError, RetryableError, UnknownOutcomeError, type GettyError } from '@darkroom/getty';
import type { GettyAwayCause } from '@darkroom/queue';

/**
 * Whether an error concerns Getty itself rather than the job: Getty does not answer like a working service, or refuses our key and secret.
 * Undefined if Getty answered, whatever the answer.
 */
export function unreachable(error: GettyError): GettyAwayCause | undefined {
  if (error instanceof AuthError) return error.status !== undefined && error.status >= 400 ? 'credentials' : 'unreachable';
  if (!(error instanceof RetryableError || error instanceof UnknownOutcomeError)) return undefined;
  // 408 and 409 are answers; a success that cannot be read is not.
  const answered = error.status !== undefined && error.status >= 400 && error.status < 500;
  return answered ? undefined : 'unreachable';
}

/** Certainly nothing was sent, because Getty was not reachable: no connection, or no token. */
export function hadNoWay(error: GettyError): boolean {
  if (error.call === 'token') return unreachable(error) !== undefined;
  return error instanceof RetryableError && error.status === undefined;
}
