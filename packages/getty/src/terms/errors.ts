/**
 * The ways a call can fail, named for what happens next. Only `UnknownOutcomeError` leaves the outcome of a paid call open. Every other
 * error of a paid call means that this request had no effect at Getty.
 */
import type { GettyCallKind } from './options.ts';

export type GettyErrorName =
  | 'RetryableError'
  | 'ThrottledError'
  | 'ConflictError'
  | 'NotFoundError'
  | 'GoneError'
  | 'TerminalError'
  | 'UnknownOutcomeError'
  | 'AuthError';

export type GettyErrorDetails = {
  /** The request that failed. `'token'` for a paid call means that the paid request was never sent. */
  call: GettyCallKind | 'file';
  status?: number | undefined;
  code?: string | undefined;
  errorDetail?: string | undefined;
  body?: string | undefined;
  retryAfterMs?: number | undefined;
  cause?: unknown;
};

export abstract class GettyError extends Error {
  abstract override readonly name: GettyErrorName;
  readonly call: GettyCallKind | 'file';
  readonly status: number | undefined;
  /** Getty's ErrorCode, or the OAuth `error` of a token call. */
  readonly code: string | undefined;
  /** The gateway's X-Error-Detail header. */
  readonly errorDetail: string | undefined;
  /** The start of the answer's body, with our own secrets redacted. */
  readonly body: string | undefined;

  constructor(message: string, details: GettyErrorDetails) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.call = details.call;
    this.status = details.status;
    this.code = details.code;
    this.errorDetail = details.errorDetail;
    this.body = details.body;
  }

  /** Everything except `cause`, which may contain anything. */
  toJSON(): Record<string, unknown> {
    return { message: this.message, ...Object.fromEntries(Object.entries(this)) };
  }
}

/** The request had no effect: it was not sent, or it only reads. Try again. */
export class RetryableError extends GettyError {
  override readonly name = 'RetryableError';
  readonly retryAfterMs: number | undefined;

  constructor(message: string, details: GettyErrorDetails) {
    super(message, details);
    this.retryAfterMs = details.retryAfterMs;
  }
}

/** `queries`: slow down for about a second. `pending`: wait until a generation of ours finishes. `daily`: hours. */
export type GettyLimit = 'queries' | 'pending' | 'daily';

/** A limit of the account refused the request, without effect. */
export class ThrottledError extends GettyError {
  override readonly name = 'ThrottledError';
  readonly limit: GettyLimit;
  readonly retryAfterMs: number | undefined;

  constructor(message: string, details: GettyErrorDetails & { limit: GettyLimit }) {
    super(message, details);
    this.limit = details.limit;
    this.retryAfterMs = details.retryAfterMs;
  }
}

/** 409. On `start_download`, a download of that image is running: poll it. On other paid calls something collided: look it up first. */
export class ConflictError extends GettyError {
  override readonly name = 'ConflictError';
}

/**
 * 404. Of a call that concerns an image, final only if its generation is known to be done: until then Getty answers 404 for its images too.
 */
export class NotFoundError extends GettyError {
  override readonly name = 'NotFoundError';
}

/** 410. Getty has deleted these images. */
export class GoneError extends GettyError {
  override readonly name = 'GoneError';
}

/** Refused permanently: never retry. */
export class TerminalError extends GettyError {
  override readonly name = 'TerminalError';
  /** The product's quota is used up. */
  readonly quotaExceeded: boolean;
  /** When there may be quota again, where Getty says so. */
  readonly retryAfterMs: number | undefined;

  constructor(message: string, details: GettyErrorDetails) {
    super(message, details);
    this.quotaExceeded = namesQuota(details.code);
    this.retryAfterMs = this.quotaExceeded ? details.retryAfterMs : undefined;
  }
}

/** Whether an ErrorCode reports a used-up quota. */
export function namesQuota(code: string | undefined): boolean {
  return code !== undefined && /quota/i.test(code);
}

/** The outcome of a paid request is unknown: money may be spent. Look it up; never just send it again. */
export class UnknownOutcomeError extends GettyError {
  override readonly name = 'UnknownOutcomeError';
}

/** Key, secret or token refused although the token was fresh. An operator must act. */
export class AuthError extends GettyError {
  override readonly name = 'AuthError';
}
