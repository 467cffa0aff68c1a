import type { ProblemCode } from '../api-types.generated.ts';
import { ApiError, type ApiErrorFields } from './api-error.ts';

/** A class for each `code` of the API. */

/** 409: the job or batch has ended. */
export class AlreadyFinishedError extends ApiError<'already_finished'> {}
/** 409: the job was sent. */
export class AlreadySentError extends ApiError<'already_sent'> {}
/** 503: the archive cannot be reached. */
export class ArchiveUnavailableError extends ApiError<'archive_unavailable'> {}
/** 400: the body is not JSON. */
export class BadJsonError extends ApiError<'bad_json'> {}
/** 400: the request is not valid HTTP. */
export class BadRequestError extends ApiError<'bad_request'> {}
/** 413: the body is too large. */
export class BodyTooLargeError extends ApiError<'body_too_large'> {}
/** 409: what a budget counts cannot change. */
export class BudgetFixedError extends ApiError<'budget_fixed'> {}
/** 402: a budget has no room. */
export class BudgetUsedUpError extends ApiError<'budget_used_up'> {}
/** 409: the endpoint is disabled. */
export class EndpointDisabledError extends ApiError<'endpoint_disabled'> {}
/** 409: the key is a setting of the operator. */
export class EnvironmentKeyError extends ApiError<'environment_key'> {}
/** 410: the events asked for are no longer kept. */
export class EventsNotKeptError extends ApiError<'events_not_kept'> {}
/** 403: the API key may not do this. */
export class ForbiddenError extends ApiError<'forbidden'> {}
/** 502: Getty refused. */
export class GettyRefusedError extends ApiError<'getty_refused'> {}
/** 503: Getty cannot be reached. */
export class GettyUnavailableError extends ApiError<'getty_unavailable'> {}
/** 410: Getty no longer has it. */
export class GoneError extends ApiError<'gone'> {}
/** 431: address and headers are too large. */
export class HeadersTooLargeError extends ApiError<'headers_too_large'> {}
/** 422: the Idempotency-Key was used with another body. */
export class IdempotencyKeyReusedError extends ApiError<'idempotency_key_reused'> {}
/** 500: something went wrong on our side. */
export class InternalError extends ApiError<'internal_error'> {}
/** 400: the Idempotency-Key header is not valid. */
export class InvalidIdempotencyKeyError extends ApiError<'invalid_idempotency_key'> {}
/** 422: the request is not valid. */
export class InvalidRequestError extends ApiError<'invalid_request'> {}
/** 409: the key is revoked. */
export class KeyRevokedError extends ApiError<'key_revoked'> {}
/** 409: Getty has something else under this id. */
export class LooksDifferentError extends ApiError<'looks_different'> {}
/** 409: this could be charged again. */
export class MayChargeAgainError extends ApiError<'may_charge_again'> {}
/** 405: method not allowed. */
export class MethodNotAllowedError extends ApiError<'method_not_allowed'> {}
/** 403: the API key lacks a scope. */
export class MissingScopeError extends ApiError<'missing_scope'> {}
/** 409: the job has not ended. */
export class NotFinishedError extends ApiError<'not_finished'> {}
/** 404: not found. */
export class NotFoundError extends ApiError<'not_found'> {}
/** 409: the job is not held. */
export class NotHeldError extends ApiError<'not_held'> {}
/** 409: the job has not succeeded. */
export class NotReadyError extends ApiError<'not_ready'> {}
/** 412: it is not what the request expects. */
export class PreconditionFailedError extends ApiError<'precondition_failed'> {}
/** 422: a cost budget needs a price. */
export class PriceUnknownError extends ApiError<'price_unknown'> {}
/** 503: the queue cannot be reached. */
export class QueueUnavailableError extends ApiError<'queue_unavailable'> {}
/** 416: the file has no such part. */
export class RangeNotSatisfiableError extends ApiError<'range_not_satisfiable'> {}
/** 429: too many requests. */
export class RateLimitedError extends ApiError<'rate_limited'> {}
/** 410: only a paid re-download would return the file. */
export class RedownloadNeededError extends ApiError<'redownload_needed'> {}
/** 408: the request came too slowly. */
export class RequestTimeoutError extends ApiError<'request_timeout'> {}
/** 503: secrets cannot be stored. */
export class SecretsUnavailableError extends ApiError<'secrets_unavailable'> {}
/** 422: the source of the job was rejected. */
export class SourceRejectedError extends ApiError<'source_rejected'> {}
/** 422: the operator has to name a tenant. */
export class TenantRequiredError extends ApiError<'tenant_required'> {}
/** 409: there are too many budgets. */
export class TooManyBudgetsError extends ApiError<'too_many_budgets'> {}
/** 409: there are too many endpoints. */
export class TooManyEndpointsError extends ApiError<'too_many_endpoints'> {}
/** 409: there are too many files. */
export class TooManyFilesError extends ApiError<'too_many_files'> {}
/** 409: there are too many keys. */
export class TooManyKeysError extends ApiError<'too_many_keys'> {}
/** 429: too many jobs are open. */
export class TooManyOpenJobsError extends ApiError<'too_many_open_jobs'> {}
/** 429: too many reconciliations are running. */
export class TooManyReconciliationsError extends ApiError<'too_many_reconciliations'> {}
/** 429: too many streams are open. */
export class TooManyStreamsError extends ApiError<'too_many_streams'> {}
/** 429: too many uploads at once. */
export class TooManyUploadsError extends ApiError<'too_many_uploads'> {}
/** 401: the API key is missing or wrong. */
export class UnauthorizedError extends ApiError<'unauthorized'> {}
/** 415: the body has another media type. */
export class UnsupportedMediaTypeError extends ApiError<'unsupported_media_type'> {}
/** 409: Getty shows this only to a user. */
export class UserTokenNeededError extends ApiError<'user_token_needed'> {}

const CLASSES = {
  already_finished: AlreadyFinishedError,
  already_sent: AlreadySentError,
  archive_unavailable: ArchiveUnavailableError,
  bad_json: BadJsonError,
  bad_request: BadRequestError,
  body_too_large: BodyTooLargeError,
  budget_fixed: BudgetFixedError,
  budget_used_up: BudgetUsedUpError,
  endpoint_disabled: EndpointDisabledError,
  environment_key: EnvironmentKeyError,
  events_not_kept: EventsNotKeptError,
  forbidden: ForbiddenError,
  getty_refused: GettyRefusedError,
  getty_unavailable: GettyUnavailableError,
  gone: GoneError,
  headers_too_large: HeadersTooLargeError,
  idempotency_key_reused: IdempotencyKeyReusedError,
  internal_error: InternalError,
  invalid_idempotency_key: InvalidIdempotencyKeyError,
  invalid_request: InvalidRequestError,
  key_revoked: KeyRevokedError,
  looks_different: LooksDifferentError,
  may_charge_again: MayChargeAgainError,
  method_not_allowed: MethodNotAllowedError,
  missing_scope: MissingScopeError,
  not_finished: NotFinishedError,
  not_found: NotFoundError,
  not_held: NotHeldError,
  not_ready: NotReadyError,
  precondition_failed: PreconditionFailedError,
  price_unknown: PriceUnknownError,
  queue_unavailable: QueueUnavailableError,
  range_not_satisfiable: RangeNotSatisfiableError,
  rate_limited: RateLimitedError,
  redownload_needed: RedownloadNeededError,
  request_timeout: RequestTimeoutError,
  secrets_unavailable: SecretsUnavailableError,
  source_rejected: SourceRejectedError,
  tenant_required: TenantRequiredError,
  too_many_budgets: TooManyBudgetsError,
  too_many_endpoints: TooManyEndpointsError,
  too_many_files: TooManyFilesError,
  too_many_keys: TooManyKeysError,
  too_many_open_jobs: TooManyOpenJobsError,
  too_many_reconciliations: TooManyReconciliationsError,
  too_many_streams: TooManyStreamsError,
  too_many_uploads: TooManyUploadsError,
  unauthorized: UnauthorizedError,
  unsupported_media_type: UnsupportedMediaTypeError,
  user_token_needed: UserTokenNeededError,
} satisfies { [Code in ProblemCode]: new (fields: ApiErrorFields<Code>) => ApiError<Code> };

/** The error of a refused request, as an object of the class of its code. A newer server may send codes that have no class here. */
export function apiErrorOf(fields: ApiErrorFields): ApiError {
  const known = CLASSES as Partial<Record<string, new (fields: ApiErrorFields) => ApiError>>;
  const Class = Object.hasOwn(known, fields.code) ? known[fields.code] : undefined;
  return Class ? new Class(fields) : new ApiError(fields);
}
