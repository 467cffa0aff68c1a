export type { BatchRecord } from './batch-record.ts';
export type { AcceptBatchOutcome, CancelBatchOutcome, NewBatch } from './batches.ts';
export type { Change, Claim, NewJob } from './change.ts';
export type { BulkAsked, BulkOutcome, BulkResult, BulkTargets } from './bulk.ts';
export { deadlineAfterAcceptance, deadlineUnsent } from './deadline.ts';
export type { DeliveryFilter, TryOutcome } from './deliveries.ts';
export { faultOf, type DeliveryRecord } from './delivery-record.ts';
export type { EndpointRecord, SealedSecrets } from './endpoint-record.ts';
export type { EnabledEndpoint, EndpointUpdate, NewEndpoint } from './endpoints.ts';
export type { EventAside, NewestAside, RetriedEvent } from './events-aside.ts';
export type { BatchEvent, EndpointEvent, JobEvent, StoredEvent } from './event-log.ts';
export { isLater } from './event-order.ts';
export type { Feed, FeedPage } from './feed.ts';
export { batchJobId, derivedJobId, newBatchId, newEndpointId, newJobId } from './job-id.ts';
export type { AcceptOutcome, Jobs, ResolveOutcome, RetryOutcome, StopOutcome } from './jobs.ts';
export type { GettyAwayCause, LimitsNow } from './limits-now.ts';
export { GETTY_AWAY } from './pause-name.ts';
export { type GettyNote, type GettyNoted } from './getty-notes.ts';
export type { Outlook } from './outlook.ts';
export { pauseName } from './pause-name.ts';
export type { JobFilter } from './job-filter.ts';
export type { JobsWanted } from './list-jobs.ts';
export type { Overview, TenantCounts } from './overview.ts';
export { CursorError } from './page.ts';
export { intentId, type Pass } from './passes.ts';
export { WEBHOOK_HEADERS } from './webhook-headers.ts';
export { presentDelivery, presentListedDelivery } from './present-delivery.ts';
export { presentEndpoint } from './present-endpoint.ts';
export { presentBatch, presentSubmittedBatch, type RejectedItem } from './present-batch.ts';
export { presentEvent } from './present-event.ts';
export { presentJob, resumeAt } from './present-job.ts';
export { calledAt, MAY_HAVE_MADE_MS, type AskGetty, type GettyFinding, type HistoryEntry } from './adoption.ts';
export { lookOf, looksLike, type HistoryLook } from './look.ts';
export { newRecord } from './new-record.ts';
export { KeyReusedError, type Once } from './once.ts';
export {
  deliveryId,
  isSameUrl,
  isToldOf,
  newDeliveries,
  ownReceiver,
  receiversOf,
  type NewDeliveries,
  type Receiver,
} from './receivers.ts';
export type { RedisReadiness } from './readiness.ts';
export type { JobRecord } from './record.ts';
export { isRedisAway } from './redis-away.ts';
export { countPatience, withoutPatience, withPatience } from './redis-patience.ts';
export { REQUEST_WINDOW_MS, type TakenRequests } from './request-windows.ts';
export type { ReminderOutcome } from './reminded-worker.ts';
export { QUEUE_NAMES, type QueueName, type ReminderData, type Reminders } from './reminders.ts';
export { LIMITS_GOOD_FOR_MS } from './query-budget.ts';
export { openStore, type Store, type StoreOptions } from './store.ts';
export { searchableWords } from './searchable.ts';
export type { Took } from './took.ts';
