import type { Problem, ProblemCode } from '../api-types.generated.ts';
import { DarkroomError } from './darkroom-error.ts';

/** `unexpected_answer`: the answer is no problem of Darkroom, but for example the page of a proxy. */
export type ApiErrorCode = ProblemCode | 'unexpected_answer';

export type ApiErrorFields<Code extends ApiErrorCode = ApiErrorCode> = {
  status: number;
  code: Code;
  detail: string;
  requestId: string | null;
  retryable: boolean;
  errors: NonNullable<Problem['errors']>;
  retryAfterMs: number | null;
};

/** The API refused a request. A refused request did nothing and cost nothing. Each `code` has a class of its own. */
export class ApiError<Code extends ApiErrorCode = ApiErrorCode> extends DarkroomError {
  /** The HTTP status. */
  readonly status: number;
  /** What a program should decide by: `docs/errors.md`. */
  readonly code: Code;
  readonly detail: string;
  /** The id of the request in the logs of the server. */
  readonly requestId: string | null;
  /** Whether the same request may succeed later. */
  readonly retryable: boolean;
  /** Every wrong field, with a JSON pointer. */
  readonly errors: NonNullable<Problem['errors']>;
  /** How long the server asks to wait before the next try, in ms. */
  readonly retryAfterMs: number | null;

  constructor(fields: ApiErrorFields<Code>) {
    const wrong = fields.errors.map(({ pointer, detail }) => `\n  ${pointer || 'body'} ${detail}`);
    super(`${fields.status} ${fields.code}: ${fields.detail}${wrong.join('')}`);
    this.name = nameOf(fields.code);
    this.status = fields.status;
    this.code = fields.code;
    this.detail = fields.detail;
    this.requestId = fields.requestId;
    this.retryable = fields.retryable;
    this.errors = fields.errors;
    this.retryAfterMs = fields.retryAfterMs;
  }
}

/** The name of a code's class, also where a bundler has renamed it: `NotFoundError` for `not_found`. */
function nameOf(code: ApiErrorCode): string {
  if (code === 'unexpected_answer') return 'ApiError';
  const name = code.replaceAll(/(?:^|_)([a-z])/g, (_all, letter: string) => letter.toUpperCase());
  return name.endsWith('Error') ? name : `${name}Error`;
}
