import { z } from 'zod';

/** Each `code` of an error answer, with its status (RFC 9457). `retryable`: the same request may succeed later. */
export const PROBLEMS = {
  bad_request: { status: 400, title: 'The request is not valid HTTP' },
  bad_json: { status: 400, title: 'The body is not JSON' },
  invalid_idempotency_key: { status: 400, title: 'The Idempotency-Key header is not valid' },
  unauthorized: { status: 401, title: 'The API key is missing or wrong' },
  budget_used_up: { status: 402, title: 'A budget has no room' },
  forbidden: { status: 403, title: 'The API key may not do this' },
  missing_scope: { status: 403, title: 'The API key lacks a scope' },
  not_found: { status: 404, title: 'Not found' },
  method_not_allowed: { status: 405, title: 'Method not allowed' },
  request_timeout: { status: 408, title: 'The request came too slowly', retryable: true },
  already_finished: { status: 409, title: 'The job or batch has ended' },
  already_sent: { status: 409, title: 'The job was sent' },
  not_held: { status: 409, title: 'The job is not held' },
  not_finished: { status: 409, title: 'The job has not ended', retryable: true },
  not_ready: { status: 409, title: 'The job has not succeeded', retryable: true },
  looks_different: { status: 409, title: 'Getty has something else under this id' },
  may_charge_again: { status: 409, title: 'This could be charged again' },
  events_not_kept: { status: 410, title: 'The events asked for are no longer kept' },
  endpoint_disabled: { status: 409, title: 'The endpoint is disabled' },
  budget_fixed: { status: 409, title: 'What a budget counts cannot change' },
  too_many_budgets: { status: 409, title: 'There are too many budgets' },
  environment_key: { status: 409, title: 'The key is a setting of the operator' },
  key_revoked: { status: 409, title: 'The key is revoked' },
  too_many_keys: { status: 409, title: 'There are too many keys' },
  too_many_files: { status: 409, title: 'There are too many files' },
  user_token_needed: { status: 409, title: 'Getty shows this only to a user' },
  too_many_endpoints: { status: 409, title: 'There are too many endpoints' },
  redownload_needed: { status: 410, title: 'Only a paid re-download would return the file' },
  gone: { status: 410, title: 'Getty no longer has it' },
  precondition_failed: { status: 412, title: 'It is not what the request expects' },
  body_too_large: { status: 413, title: 'The body is too large' },
  unsupported_media_type: { status: 415, title: 'The body has another media type' },
  range_not_satisfiable: { status: 416, title: 'The file has no such part' },
  invalid_request: { status: 422, title: 'The request is not valid' },
  source_rejected: { status: 422, title: 'The source of the job was rejected' },
  price_unknown: { status: 422, title: 'A cost budget needs a price' },
  tenant_required: { status: 422, title: 'The operator has to name a tenant' },
  idempotency_key_reused: { status: 422, title: 'The Idempotency-Key was used with another body' },
  rate_limited: { status: 429, title: 'Too many requests', retryable: true },
  too_many_open_jobs: { status: 429, title: 'Too many jobs are open', retryable: true },
  too_many_reconciliations: { status: 429, title: 'Too many reconciliations are running', retryable: true },
  too_many_uploads: { status: 429, title: 'Too many uploads at once', retryable: true },
  too_many_streams: { status: 429, title: 'Too many streams are open', retryable: true },
  headers_too_large: { status: 431, title: 'Address and headers are too large' },
  internal_error: { status: 500, title: 'Something went wrong on our side', retryable: true },
  getty_refused: { status: 502, title: 'Getty refused' },
  secrets_unavailable: { status: 503, title: 'Secrets cannot be stored' },
  archive_unavailable: { status: 503, title: 'The archive cannot be reached', retryable: true },
  getty_unavailable: { status: 503, title: 'Getty cannot be reached', retryable: true },
  queue_unavailable: { status: 503, title: 'The queue cannot be reached', retryable: true },
} as const;

export type ProblemCode = keyof typeof PROBLEMS;
export const ProblemCode = z
  .enum(Object.keys(PROBLEMS) as [ProblemCode, ...ProblemCode[]])
  .meta({ id: 'ProblemCode', description: 'The code that a program should decide by when a request is refused (docs/errors.md).' });

/** An `application/problem+json` body. `billed`: whether the refused request cost anything. */
export const Problem = z
  .strictObject({
    type: z.string().describe('A URN made of `code`.'),
    title: z.string().describe('What the code means.'),
    status: z.int().describe('The HTTP status.'),
    detail: z.string().describe('What is wrong with this request.'),
    instance: z.string().describe('The path of the request.'),
    code: ProblemCode,
    request_id: z.string().describe('The id of the request in the logs; the same as `X-Request-Id`.'),
    retryable: z.boolean().describe('Whether the same request may succeed later.'),
    billed: z.boolean().describe('Whether the refused request cost anything. It never does.'),
    errors: z
      .array(
        z.strictObject({
          pointer: z.string().describe('A JSON pointer (RFC 6901) to the field; empty for the whole body.'),
          detail: z.string(),
        }),
      )
      .optional()
      .describe('Every wrong field, up to 100.'),
  })
  .meta({ id: 'Problem', description: 'Why a request was refused (RFC 9457). A refused request did nothing.' });
export type Problem = z.infer<typeof Problem>;

/** Creates the body of a refusal. `instance` is the requested path. A refused request never costs anything, so `billed` is false. */
export function presentProblem(
  code: ProblemCode,
  refused: { detail: string; instance: string; requestId: string; title?: string; errors?: Problem['errors'] },
): Problem {
  const { status, title, ...more } = PROBLEMS[code];
  return {
    type: `urn:darkroom:problem:${code}`,
    title: refused.title ?? title,
    status,
    detail: refused.detail,
    instance: refused.instance,
    code,
    request_id: refused.requestId,
    retryable: 'retryable' in more,
    billed: false,
    ...(refused.errors ? { errors: refused.errors } : {}),
  };
}
