export { COPY_LEASE_MS, type Copies, type Copy } from './archive/copies.ts';
export { downloadedFile } from './jobs/downloaded-file.ts';
export type { ArchiveRecord } from './records/job/archive-record.ts';
export type { ApiKeys, ChangeKeyOutcome, KeyUpdate, NewKey } from './access/api-keys.ts';
export { MOST_KEYS } from './access/api-keys.ts';
export {
  MOST_PEOPLE,
  type ChangePersonBy,
  type ChangePersonOutcome,
  type CreatePersonOutcome,
  type NewPerson,
  type People,
} from './people/people.ts';
export { SETTINGS_PERSON, type ListedSession, type LoginWay, type OpenSession, type Sessions } from './people/sessions.ts';
export { PROCESS_MISSED_MS, type ProcessRecord } from './processes/processes.ts';
export type { ProcessIdentity } from './processes/note-process.ts';
export type { DataOrigin, Origin } from './jobs/data-origin.ts';
export type { RedisFacts } from './redis/health/redis-facts.ts';
export type { PersonRecord, PersonUpdate } from './records/person-record.ts';
export type { ChangedKeys, CheckedKey } from './access/read-changed-keys.ts';
export type { AuditFilter } from './audit/audit-filter.ts';
export type { AuditWanted } from './audit/list-audit.ts';
export { auditNote, type Author, type Deed } from './audit/author.ts';
export type { By } from './audit/by.ts';
export { originOf } from './audit/origin.ts';
export type { BudgetAsked, Budgets, PutBudgetOutcome, TriedJob } from './money/budgets.ts';
export type { BudgetNeed, BudgetRecord } from './records/budget-record.ts';
export type { UsageRecord, UsageWanted } from './money/usage.ts';
export { presentBudget } from './present/present-budget.ts';
export { describeShort, SOURCE_REJECTED } from './batches/rejected-by-budget.ts';
export type { BatchRecord } from './records/batch-record.ts';
export type { AcceptBatchOutcome, CancelBatchOutcome, NewBatch } from './batches/batches.ts';
export type { Change, Claim, NewJob } from './records/job/change.ts';
export type { BulkAsked, BulkOutcome, BulkResult, BulkTargets } from './batches/bulk.ts';
export { deadlineAfterAcceptance, deadlineUnsent } from './records/job/deadline.ts';
export type { DeliveryFilter } from './webhooks/delivery-log.ts';
export { toDeliveryRecord, type Begins, type Due, type TryOutcome } from './webhooks/deliveries.ts';
export type { FirstTry } from './webhooks/delivery-worker.ts';
export { faultOf, type DeliveryRecord } from './records/delivery-record.ts';
export type { EndpointRecord, SealedSecrets } from './records/endpoint-record.ts';
export type { EnabledEndpoint, EndpointUpdate, NewEndpoint } from './webhooks/endpoints.ts';
export type { EventAside, NewestAside, RetriedEvent } from './events/events-aside.ts';
export type { BatchEvent, BudgetEvent, EndpointEvent, JobEvent, StoredEvent } from './records/event-log.ts';
export { instantOf, isLater, toEventId } from './records/event-order.ts';
export type { Feed, FeedPage } from './events/feed.ts';
export { batchJobId, derivedJobId, newBatchId, newEndpointId, newJobId, newKeyId, newPersonId, newUploadId } from './records/job-id.ts';
export type { ResolveOutcome, RetryOutcome, Short } from './jobs/decisions.ts';
export type { AcceptOutcome } from './jobs/accept-jobs.ts';
export type { Jobs, StopOutcome } from './jobs/jobs.ts';
export type { CreateFileOutcome, FileRecord } from './files/files.ts';
export type { UploadRecord } from './files/uploads.ts';
export type { Owner } from './jobs/owners.ts';
export type { GettyAwayCause, LimitsNow } from './limits/limits-now.ts';
export { GETTY_AWAY, NOTIFIER_GROUP } from './redis/constants.ts';
export { PACKED_AFTER_MS } from './packing/pack-ended.ts';
export { type GettyNote, type GettyNoted } from './limits/getty-notes.ts';
export type { Outlook } from './limits/outlook.ts';
export { pauseName } from './records/job/pause-name.ts';
export type { JobFilter } from './lists/job-filter.ts';
export type { JobsWanted } from './lists/list-jobs.ts';
export type { Backlog } from './history/backlog.ts';
export { HISTORY_KEPT_MS, type Minute } from './history/history.ts';
export type { Overview, TenantCounts } from './jobs/overview.ts';
export { CursorError } from './reading/page.ts';
export { intentId, type Look, type Pass } from './jobs/passes.ts';
export { WEBHOOK_HEADERS } from './present/webhook-headers.ts';
export { presentDelivery, presentListedDelivery } from './present/present-delivery.ts';
export { presentEndpoint } from './present/present-endpoint.ts';
export { presentBatch, presentSubmittedBatch, type RejectedItem } from './present/present-batch.ts';
export { presentKey } from './present/present-key.ts';
export { presentEvent } from './present/present-event.ts';
export { presentJob, resumeAt } from './present/present-job.ts';
export { calledAt, MAY_HAVE_MADE_MS, type AskGetty, type GettyFinding, type HistoryEntry } from './jobs/adoption.ts';
export { askedBy, isAlike, lookOf, looksLike, looksOf, shownBy, soughtBy, type Asked, type HistoryLook, type Shown } from './jobs/look.ts';
export { isRedownload } from './records/job/is-redownload.ts';
export { WORK_KINDS, workKindOf, type WorkKind } from './records/job/work-kind.ts';
export { unpackTexts, type JobTexts } from './records/packed/packed-job.ts';
export { newRecord } from './records/job/new-record.ts';
export { acceptedEntry } from './records/job/timeline-entry.ts';
export { KeyReusedError, type IdempotencyKey } from './idempotency/idempotency.ts';
export {
  deliveryId,
  isSameUrl,
  endpointWants,
  newDeliveries,
  ownReceiver,
  receiversOf,
  type NewDeliveries,
  type Receiver,
} from './webhooks/receivers.ts';
export { unpackEvent } from './records/packed/packed-event.ts';
export type { RedisReadiness } from './redis/health/readiness.ts';
export type { KeyRecord } from './records/key-record.ts';
export type { JobRecord } from './records/job/record.ts';
export { describeRedisAway, isRedisAway } from './redis/waiting/redis-away.ts';
export { countPatience, withoutPatience, withPatience } from './redis/waiting/redis-patience.ts';
export { REQUEST_WINDOW_MS, type TakenRequests } from './limits/request-windows.ts';
export type { ReminderOutcome } from './reminders/reminded-worker.ts';
export { QUEUE_NAMES, type QueueName, type ReminderData, type Reminders } from './reminders/reminders.ts';
export { LIMITS_GOOD_FOR_MS } from './limits/query-budget.ts';
export { openStore, type Store, type StoreOptions } from './store.ts';
export { searchableWords } from './lists/searchable.ts';
export type { ProcessingTime } from './records/job/processing-time.ts';
export { digestOf, partId, type ReconciliationStep, type TakenReconciliation } from './reconciling/reconciliation-work.ts';
export type { JobPlace, PaidCall, PaidJob } from './reconciling/paid-jobs.ts';
export type { LastReconciliation } from './reconciling/reconciliations.ts';
export type { ReconciliationRecord } from './records/reconciliation-record.ts';
export { presentReconciliation } from './present/present-reconciliation.ts';
