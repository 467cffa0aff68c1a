/**
 * Turns an answer that is not a success into the error that says what to do. It reads ErrorCode first, then X-Error-Detail, then the
 * status, but never the message text, which Getty rewords. The body of a 5xx is ignored: a failing server's answer proves nothing about a
 * paid request.
 */
import { boundedRetryAfter } from './bounded-retry-after.ts';
import {
  AuthError,
  ConflictError,
  type GettyError,
  type GettyErrorDetails,
  type GettyLimit,
  GoneError,
  namesQuota,
  NotFoundError,
  RetryableError,
  TerminalError,
  ThrottledError,
  UnknownOutcomeError,
} from '../terms/errors.ts';
import { OTHER_OPERATIONS } from '../terms/orders.ts';
import { readErrorCode } from '../terms/wire.ts';

export type RefusedAnswer = {
  call: GettyErrorDetails['call'];
  status: number;
  errorDetail?: string;
  /** Already without secrets. */
  body: string;
  /** As requested by Getty. */
  retryAfterMs: number | undefined;
};

const LIMITS_BY_CODE = new Map<string, GettyLimit>([
  ['TooManyConcurrentGenerations', 'pending'],
  ['DailyRequestLimitExceeded', 'daily'],
]);

// Old gateways sent these with 403.
const THROTTLING_DETAILS = new Set(['account over queries per second limit', 'account over rate limit']);

/** Calls that name a generation, an asset or a file: there a 404 is about that, not about the address. */
const NAMES_ONE = new Set<GettyErrorDetails['call']>([
  'get_generation',
  'download_sizes',
  'start_download',
  'get_download',
  'history_item',
  'redownload',
  'get_file',
  'delete_file',
  ...OTHER_OPERATIONS,
]);

const PAID = new Set<GettyErrorDetails['call']>(['generate', 'start_download', 'redownload', ...OTHER_OPERATIONS]);

/** Enough of a body for an operator to understand, and short enough for a log line. */
const MAX_QUOTED_CHARS = 2048;

export function toRefusal(answer: RefusedAnswer): GettyError {
  const { call, status } = answer;
  const code = readErrorCode(answer.body)?.slice(0, 200);
  const errorDetail = answer.errorDetail?.slice(0, 200) || undefined;
  const limit = limitOf(status, code, errorDetail);
  const retryAfterMs = boundedRetryAfter(answer.retryAfterMs, limit ?? (namesQuota(code) ? 'quota' : 'other'));
  const details = { ...answer, retryAfterMs, code, errorDetail, body: quote(answer.body) };
  const message = `${call}: Getty answered ${status}${code === undefined ? '' : ` ${code}`}`;

  if (status >= 500 || status < 400 || status === 408) {
    if (isPaid(call)) return new UnknownOutcomeError(`${message}, outcome unknown`, details);
    if (status < 400 && call === 'token') return new AuthError(`${message}: is this the token URL?`, details);
    return new RetryableError(message, details);
  }
  if (limit !== undefined) return new ThrottledError(`${message}, limit reached: ${limit}`, { ...details, limit });
  if (call === 'file') return status === 404 ? new NotFoundError(message, details) : new TerminalError(message, details);
  if (status === 401 || call === 'token') return new AuthError(`${message}: check key and secret`, details);
  if (code === 'ConcurrencyConflict' || status === 409) {
    return isPaid(call) ? new ConflictError(message, details) : new RetryableError(message, details);
  }
  if (namesOne(call)) {
    if (code === 'GenerationRequestGone' || status === 410) return new GoneError(message, details);
    if (status === 404) return new NotFoundError(message, details);
  }
  return new TerminalError(message, details);
}

/** Calls that may spend money: sending one twice may pay twice. */
export function isPaid(call: GettyErrorDetails['call']): boolean {
  return PAID.has(call);
}

export function quote(body: string): string {
  return body.slice(0, MAX_QUOTED_CHARS);
}

function limitOf(status: number, code: string | undefined, errorDetail: string | undefined): GettyLimit | undefined {
  const byCode = code === undefined ? undefined : LIMITS_BY_CODE.get(code);
  if (byCode !== undefined) return byCode;
  if (status === 429) return 'queries';
  return status === 403 && THROTTLING_DETAILS.has(errorDetail?.trim().toLowerCase() ?? '') ? 'queries' : undefined;
}

function namesOne(call: GettyErrorDetails['call']): boolean {
  return NAMES_ONE.has(call);
}
