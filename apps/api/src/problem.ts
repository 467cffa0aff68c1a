import { PROBLEMS, type Problem, type ProblemCode } from '@darkroom/contracts';

/** A wrong field of a request: `pointer` is a JSON pointer (RFC 6901) to it. */
export type FieldError = { pointer: string; detail: string };

/** What a handler throws to refuse a request. It becomes an `application/problem+json` answer; nothing was done. */
export class ProblemError extends Error {
  override readonly name = 'ProblemError';
  readonly code: ProblemCode;
  readonly errors: FieldError[] | undefined;
  readonly headers: Readonly<Record<string, string>>;

  constructor(code: ProblemCode, detail: string, more: { errors?: FieldError[]; headers?: Record<string, string>; cause?: unknown } = {}) {
    super(detail, more.cause === undefined ? undefined : { cause: more.cause });
    this.code = code;
    this.errors = more.errors;
    this.headers = more.headers ?? {};
  }
}

/** Refusals that the same request may not meet again later. */
const RETRYABLE = new Set<ProblemCode>([
  'not_ready',
  'not_finished',
  'rate_limited',
  'internal_error',
  'getty_unavailable',
  'queue_unavailable',
]);

/** `instance` is the path asked for. A refused request never costs anything, so `billed` is false. */
export function presentProblem(problem: ProblemError, request: { id: string; instance: string }): Problem {
  const { status, title } = PROBLEMS[problem.code];
  return {
    type: `urn:darkroom:problem:${problem.code}`,
    title,
    status,
    detail: problem.message,
    instance: request.instance,
    code: problem.code,
    request_id: request.id,
    retryable: RETRYABLE.has(problem.code),
    billed: false,
    ...(problem.errors ? { errors: problem.errors } : {}),
  };
}
