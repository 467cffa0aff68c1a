export { DownloadRequest, GenerationRequestId, gettyDownloadFields } from './download.ts';
export { isDefaultEvent, JobEventType, WebhookEventType } from './event.ts';
export { ResolveRequest } from './resolve.ts';
export { ChainedDownload, GenerationRequest, gettyGenerationFields, ImageIndex, SizeName } from './generation.ts';
export { DeliveryId, EventId, JobId, type Tenant } from './ids.ts';
export {
  Billing,
  BillingState,
  DownloadResult,
  FINAL_STATUSES,
  GenerationResult,
  isFinal,
  Job,
  JobError,
  JobStatus,
  JobType,
  PreviewUrl,
  QueuedReason,
  TimelineEntry,
} from './job.ts';
export { Problem, PROBLEMS, type ProblemCode } from './problem.ts';
export { Instant, Metadata, OnUnknown, Webhook } from './submission.ts';
