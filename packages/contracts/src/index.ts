export { CreatedKey, Key, KeyChange, KeyRequest } from './access/key.ts';
export { KeyId } from './access/key-id.ts';
export { PersonName, PersonRole } from './access/person.ts';
export { TenantName } from './access/tenant-name.ts';
export { ALL_SCOPES, Scope } from './access/scope.ts';
export { correlationNote, holdsMark, markedIntent, withCorrelation, withoutMarks } from './fields/correlation.ts';
export { Batch, BatchEnvelope, BatchItem, BatchItemError, BatchRequest, SubmittedBatch } from './jobs/batch.ts';
export { Candidate, Candidates } from './jobs/candidates.ts';
export { BulkAction, BulkFilter, BulkItem, BulkRequest } from './jobs/bulk.ts';
export { Delivery, DeliveryRequest, DeliveryAttempt, DeliveryStatus, ListedDelivery } from './webhooks/delivery.ts';
export { DownloadRequest, gettyDownloadFields } from './jobs/download.ts';
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
} from './webhooks/endpoint.ts';
export { EventPattern, matchesEvent, wantsEvent } from './fields/event-pattern.ts';
export { isDefaultEvent, JobEventType, WebhookEventType } from './fields/event-type.ts';
export { hasTypeOf, isTypeOf, mayHaveDone, operationOfType } from './fields/generation-type.ts';
export { Operation } from './fields/operation.ts';
export { formatRetryAfter, parseRetryAfter } from './http/retry-after.ts';
export {
  Difference,
  DifferenceKind,
  DifferentField,
  Reconciliation,
  ReconciliationRequest,
  reconciledTime,
} from './money/reconciliation.ts';
export { RESOLVE_REFUSALS, type ResolveRefusal, ResolveRequest } from './jobs/resolve.ts';
export { ChainedDownload, everyOperation, gettyFields, ImageIndex, SizeName } from './jobs/generation.ts';
export {
  countChained,
  GenerationRequest,
  mostImages,
  operationOfRequest,
  promptOf,
  type RequestOf,
  sourceOf,
} from './jobs/generation-request.ts';
export { AssetId, FileId, Mask, type Source, UploadId } from './jobs/source.ts';
export { FileCategory, FileRequest, RegisteredFile } from './files/file.ts';
export { Product, ProductPage } from './files/product.ts';
export { EnhancedPrompt, EnhanceRequest } from './jobs/enhance.ts';
export { MOST_UPLOAD_BYTES, Upload } from './files/upload.ts';
export { RedownloadRequest } from './jobs/redownload.ts';
export { GenerationRequestId } from './fields/getty-id.ts';
export { Event } from './webhooks/event.ts';
export { EventPage, Resync } from './webhooks/feed.ts';
export { BatchId, DeliveryId, EndpointId, EventId, JobId, ReconciliationId, type Tenant } from './fields/ids.ts';
export {
  Billing,
  BillingState,
  type CallBilling,
  DeadlineBecause,
  Archived,
  ArchiveState,
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
} from './jobs/job.ts';
export { JobChange } from './jobs/job-change.ts';
export { presentProblem, Problem, PROBLEMS, ProblemCode } from './http/problem.ts';
export {
  Budget,
  BudgetId,
  BudgetPeriod,
  BudgetUnit,
  formatAmount,
  parseAmount,
  PutBudget,
  WARNING_PARTS,
  warningParts,
  WhenUsedUp,
} from './money/budget.ts';
export { COST_DECIMALS, formatCost, formatDecimal, parseDecimal } from './money/decimal.ts';
export { DryRun, Would } from './money/dry-run.ts';
export { type Bought, priceOf, Prices } from './money/prices.ts';
export { TimeZone } from './money/time-zone.ts';
export { CalendarDay, OTHER_USAGE, Usage, UsageGroup, UsageRow } from './money/usage.ts';
export { Metadata, nestsAtMost } from './fields/metadata.ts';
export { optional, resettable } from './fields/optional.ts';
export { findUnreadable, type Unreadable } from './fields/readable.ts';
export { Instant, OnUnknown, Webhook } from './jobs/submission.ts';
export { pathOf, walkJson, type JsonNode } from './fields/walk-json.ts';
export { BillingBecause, JobErrorCode, PaidCall, TimelineEvent } from './fields/vocabulary.ts';
export { Actor, ActorType, AuditAction, AuditChanges, AuditEntry, AuditTargetType } from './access/audit.ts';
