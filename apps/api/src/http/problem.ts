import type { ProblemCode } from '@darkroom/contracts';

/** A wrong field of a request: `pointer` is a JSON pointer (RFC 6901) to it. */
export type FieldError = { pointer: string; detail: string };

/** Thrown by a handler to refuse a request. It becomes an `application/problem+json` answer; nothing was done. */
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
