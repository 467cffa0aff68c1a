export { correlationNote, holdsMark, markedIntent, withCorrelation, withoutMarks } from './correlation.ts';
export { Batch, BatchEnvelope, BatchItem, BatchItemError, BatchRequest, SubmittedBatch } from './batch.ts';
export { Candidate, Candidates } from './candidates.ts';
export { BulkAction, BulkFilter, BulkItem, BulkRequest } from './bulk.ts';
export { Delivery, DeliveryRequest, DeliveryAttempt, DeliveryStatus, ListedDelivery } from './delivery.ts';
export { DownloadRequest, GenerationRequestId, gettyDownloadFields } from './download.ts';
export {
  DisabledReason,
  Endpoint,
  EndpointChange,
  EndpointRequest,
  EndpointWithSecret,
  RecoverRequest,
  Recovery,
  RotateRequest,
  RotateWebhookSecretRequest,
  WebhookSecretShown,
  WebhookSecret,
} from './endpoint.ts';
export { EventPattern, matchesEvent, wantsEvent } from './event-pattern.ts';
export { isDefaultEvent, JobEventType, WebhookEventType } from './event-type.ts';
export { Operation } from './operation.ts';
export { formatRetryAfter, parseRetryAfter } from './retry-after.ts';
export { RESOLVE_REFUSALS, type ResolveRefusal, ResolveRequest } from './resolve.ts';
export { ChainedDownload, GenerationRequest, gettyGenerationFields, ImageIndex, SizeName } from './generation.ts';
export { Event } from './event.ts';
export { EventPage, Resync } from './feed.ts';
export { BatchId, DeliveryId, EndpointId, EventId, JobId, type Tenant } from './ids.ts';
export {
  Billing,
  BillingState,
  type CallBilling,
  DeadlineBecause,
  DownloadJob,
  DownloadResult,
  FINAL_STATUSES,
  GenerationJob,
  GenerationResult,
  isFinal,
  Job,
  JobError,
  JobStatus,
  JobType,
  PreviewUrl,
  QueuedReason,
  QueueOutlook,
  TimelineEntry,
} from './job.ts';
export { JobChange } from './job-change.ts';
export { presentProblem, Problem, PROBLEMS, ProblemCode } from './problem.ts';
export { Metadata, nestsAtMost } from './metadata.ts';
export { optional, resettable } from './optional.ts';
export { findUnreadable, type Unreadable } from './readable.ts';
export { Instant, OnUnknown, Webhook } from './submission.ts';
export { pathOf, walkJson, type JsonNode } from './walk-json.ts';
export { BillingBecause, JobErrorCode, PaidCall, TimelineEvent } from './vocabulary.ts';
