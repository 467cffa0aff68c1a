/**
 * Sends every request to Getty: waits for the budget, sends, and returns the answer or throws the error that says what to do. The observer
 * gets a record of both.
 */
import { parseRetryAfter } from '@darkroom/contracts';
import type { Agent } from 'undici';
import type { SuccessfulAnswer } from '../terms/answers.ts';
import { boundedRetryAfter } from './bounded-retry-after.ts';
import { type GettyError, RetryableError, UnknownOutcomeError } from '../terms/errors.ts';
import type { Exchange, HttpRequest } from '../terms/exchange.ts';
import type { GettyCallKind, GettyCallRecord } from '../terms/options.ts';
import { NotSentError } from './not-sent-error.ts';
import { isPaid, quote, toRefusal } from './refusal.ts';

/** Shared by all requests of one client. */
export type Transport = {
  agent: Agent;
  exchange: (request: HttpRequest) => Promise<Exchange>;
  maxBodyBytes: number;
  now: () => number;
  beforeCall: (call: GettyCallKind) => Promise<void>;
  onCall: (record: GettyCallRecord) => void;
  redact: (text: string, alsoSecret: string | undefined) => string;
};

export type GettyRequest<T> = {
  call: GettyCallKind;
  maxBodyBytes?: number;
  /** In ms since the epoch: a request that would be sent later is not sent. */
  startBefore?: number | undefined;
  /** The token of this request, to be redacted from quoted answers. */
  token: string | undefined;
  /** A 201 or 204 is a success too: for calls that are neither paid nor polled. */
  takesAnySuccess?: boolean;
  /** Returns undefined if a 200 or 202 lacks the content that the call is for. */
  read: (answer: SuccessfulAnswer) => T | undefined;
} & Omit<HttpRequest, 'maxBodyBytes'>;

type Outcome<T> = { value: T } | { error: GettyError };

/** @throws {GettyError} as described in `errors.ts`. @throws {NotSentError} after `startBefore`. Errors of `beforeCall` pass through. */
export async function sendRequest<T>(transport: Transport, request: GettyRequest<T>): Promise<T> {
  await transport.beforeCall(request.call);
  const { startBefore } = request;
  if (startBefore !== undefined && transport.now() > startBefore) throw new NotSentError(startBefore);
  const startedAt = performance.now();
  const result = await transport.exchange({ maxBodyBytes: transport.maxBodyBytes, ...request });
  const outcome = result.answered ? readAnswer(transport, request, result) : { error: toFailure(request, result) };
  const error = 'error' in outcome ? outcome.error : undefined;
  reportCall(transport, {
    kind: request.call,
    method: request.method,
    durationMs: performance.now() - startedAt,
    outcome: error?.name ?? 'ok',
    host: request.url.host,
    ...(result.answered && { status: result.status }),
    ...(error?.code !== undefined && { errorCode: error.code }),
  });
  if ('error' in outcome) throw outcome.error;
  return outcome.value;
}

function toFailure({ call }: GettyRequest<unknown>, { sent, reason, cause }: Exchange & { answered: false }): GettyError {
  if (!sent) return new RetryableError(`${call}: nothing was sent (${reason})`, { call, cause });
  if (isPaid(call)) return new UnknownOutcomeError(`${call}: no answer (${reason}), outcome unknown`, { call, cause });
  return new RetryableError(`${call}: no answer (${reason})`, { call, cause });
}

function readAnswer<T>(
  transport: Transport,
  request: GettyRequest<T>,
  { status, headers, body, broken }: Exchange & { answered: true },
): Outcome<T> {
  const { call, token } = request;
  const text = new TextDecoder().decode(body);
  const retryAfterMs = parseRetryAfter(headers['retry-after'], transport.now());
  if (status !== 200 && status !== 202 && !(request.takesAnySuccess && status >= 200 && status < 300)) {
    const errorDetail = transport.redact(String(headers['x-error-detail'] ?? ''), token);
    return { error: toRefusal({ call, status, errorDetail, body: transport.redact(text, token), retryAfterMs }) };
  }
  const comeBackMs = boundedRetryAfter(retryAfterMs, 'other');
  const value = broken
    ? undefined
    : request.read({ status: status === 202 ? 202 : 200, body: text, ...(comeBackMs !== undefined && { retryAfterMs: comeBackMs }) });
  if (value !== undefined) return { value };

  const message = `${call}: ${status} with an unreadable body (${broken?.reason ?? 'unexpected content'})`;
  // The body of a successful token call is itself the secret.
  const details = { call, status, body: call === 'token' ? undefined : quote(transport.redact(text, token)), cause: broken?.cause };
  return { error: isPaid(call) ? new UnknownOutcomeError(`${message}, outcome unknown`, details) : new RetryableError(message, details) };
}

// An observer that throws must not lose a paid answer.
function reportCall(transport: Transport, record: GettyCallRecord): void {
  try {
    transport.onCall(record);
  } catch (error) {
    process.emitWarning(`onCall failed: ${String(error)}`);
  }
}
