import { presentProblem } from '@darkroom/contracts';
import { describeRedisAway, isRedisAway, KeyReusedError } from '@darkroom/queue';
import type { NextFunction, Request } from 'express';

import { answerEarly } from './answer-early.ts';
import type { Answer } from '../handler.ts';
import { keyReused } from '../idempotency/idempotency.ts';
import { ProblemError } from '../problem.ts';
import { withoutKeys } from './shown-path.ts';

/** When a caller may try again while Redis is away, in seconds. */
const REDIS_RETRY_AFTER = '2';

/** The last handler of every failed request: errors become `application/problem+json`. */
export function answerProblem(error: unknown, request: Request, response: Answer, next: NextFunction): void {
  const { locals } = response;
  const { requestId } = locals;
  const noted = (locals.noted ??= {}); // absent where a request failed before it was observed
  const problem = toProblem(error);
  noted.code = problem.code;
  // A stack helps with faults of ours; while Redis or Getty is away, a thousand stacks add nothing.
  if (problem.cause !== undefined) noted.error = problem.code === 'internal_error' ? problem.cause : describe(problem.cause);
  if (response.headersSent) {
    next(error); // too late for another answer: Express cuts the connection
    return;
  }
  const body = presentProblem(problem.code, {
    detail: problem.message,
    instance: withoutKeys(request.baseUrl + request.path, request.headers.authorization),
    requestId,
    ...(problem.errors && { errors: problem.errors }),
  });
  const text = JSON.stringify(body);
  response.status(body.status).set(problem.headers).setHeader('Content-Type', 'application/problem+json');
  if (problem.code === 'body_too_large' || (response.locals.hasLongBody && !request.complete)) answerEarly(request, response, text);
  else response.end(text);
}

function toProblem(error: unknown): ProblemError {
  if (error instanceof ProblemError) return error;
  if (isRedisAway(error)) {
    const headers = { 'Retry-After': REDIS_RETRY_AFTER };
    return new ProblemError('queue_unavailable', describeRedisAway(error), { headers, cause: error });
  }
  if (error instanceof KeyReusedError) return keyReused();
  // Express cannot decode a path such as /v1/jobs/%zz.
  if (error instanceof URIError) return new ProblemError('not_found', 'This address is not well-formed.');
  return new ProblemError('internal_error', 'Something went wrong. Find it in our logs by the request id.', { cause: error });
}

function describe(cause: unknown): string {
  return cause instanceof Error ? `${cause.name}: ${cause.message}` : typeof cause;
}
