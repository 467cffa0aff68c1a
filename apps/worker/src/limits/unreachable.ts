import { AuthError, RetryableError, UnknownOutcomeError, type GettyError } from '@darkroom/getty';
import type { GettyAwayCause } from '@darkroom/queue';

/**
 * What an error says of Getty itself, and not of the job: that it does not answer as a service that is there would, or does not take our key and
 * secret. Undefined where Getty answered, whatever it said.
 */
export function unreachable(error: GettyError): GettyAwayCause | undefined {
  if (error instanceof AuthError) return error.status !== undefined && error.status >= 400 ? 'credentials' : 'unreachable';
  if (!(error instanceof RetryableError || error instanceof UnknownOutcomeError)) return undefined;
  // 408 and 409 are answers; a success that cannot be read is none.
  const answered = error.status !== undefined && error.status >= 400 && error.status < 500;
  return answered ? undefined : 'unreachable';
}

/** Surely nothing was sent, because there was no way to Getty: no connection, or no token. */
export function hadNoWay(error: GettyError): boolean {
  if (error.call === 'token') return unreachable(error) !== undefined;
  return error instanceof RetryableError && error.status === undefined;
}
