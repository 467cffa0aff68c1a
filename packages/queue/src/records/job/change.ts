import type {
  BatchId,
  CallBilling,
  DownloadResult,
  GenerationResult,
  JobError,
  JobEventType,
  JobId,
  JobStatus,
  QueuedReason,
  Tenant,
  JobType,
  TimelineEntry,
  WebhookEventType,
} from '@darkroom/contracts';
import type { TraceContext } from '@darkroom/telemetry';

import type { Fields } from '../../redis/fields.ts';
import { encodeProcessingTime, type ProcessingTime } from './processing-time.ts';
import type { WorkKind } from './work-kind.ts';

/** The data of a transition in TypeScript; `encodeChange` converts it to the form of `write.lua`. */
export type Change = {
  status?: JobStatus;
  reason?: QueuedReason;
  /** Field → value; null removes the field. Objects are stored as JSON. */
  set?: Partial<Record<RecordField, string | number | object | null>>;
  /** The bill of one paid call: of the intent that is settled, the one under way, or the latest. */
  billing?: CallBilling;
  /** The generation was found by its fields: not to be taken if it may be another job's, see lua/owners.lua. */
  claim?: Claim;
  /** When to check the job again, in ms. */
  dueAt?: number;
  timeline?: TimelineEntry;
  /** Merges this timeline entry into a preceding poll entry. */
  polled?: boolean;
  event?: JobEventType;
  /** Returns the slot. */
  leaveSlot?: boolean;
  /** The job ends, but Getty still has its work: keep its slot taken until then. */
  keepSlotUntil?: number;
  children?: NewJob[];
  /** The result of a job that succeeded. */
  result?: GenerationResult | DownloadResult;
  /** The limit that refused the call, and the epoch of the query budget in which the call was made. */
  refused?: { limit: 'pending' | 'queries'; epoch: string };
  /** Getty refuses for hours: nothing of this kind is sent before `until` (ms, by the caller's clock). `event` is published once, when the pause begins. */
  pause?: { name: string; until: number; event?: WebhookEventType };
  /** The pause that ends because Getty accepted a call. */
  resume?: string;
  /** The pause that delays the job: it is woken when that ends, or at `dueAt`. */
  park?: string;
  /** The last download of an image, to compare a later PUT with unknown outcome with. */
  remember?: { image: string; value: string };
  /** Getty's processing time, from which polls are learnt. `of`: without it, the type of the job. */
  processingTime?: ProcessingTime & { of?: WorkKind };
  /** A job that succeeds: whether an archive wants a copy of what it has. A download that is not archived is warned of before it is gone. */
  copies?: { copy?: true };
  /** A call with an unknown outcome is sent again. If a budget has no unit for that, the job is held instead, with this error and entry. */
  sendsAgain?: { error: JobError; timeline: TimelineEntry };
};

/**
 * Calls that may have made a generation: those of these looks with an intent written between these times (ms). `by_person`: an operator
 * of the tenant decides, who may choose between the tenant's own held jobs.
 */
export type Claim = { looks: string[]; from: number; to: number; by_person?: true; unseen?: true };

export type RecordField =
  | 'getty_id'
  | 'accepted_at'
  | 'attempts'
  | 'refusals'
  | 'lost_calls'
  | 'polls'
  | 'polled_at'
  | 'resume_at'
  | 'lookups_failed_at'
  | 'last_status'
  | 'turn'
  | 'deadline_at'
  | 'error'
  | 'downloads'
  | 'images_expire_at'
  | 'finished_at'
  | 'submitted_at'
  | 'cancel'
  | 'checked_at'
  | 'adopted'
  | 'intent';

/** A job to store. */
export type NewJob = {
  id: JobId;
  type: JobType;
  tenant: Tenant;
  request: object;
  createdAt: number;
  /** Not before this instant. */
  runAt?: number;
  deadlineAt: number;
  priority?: number;
  parentId?: JobId;
  batchId?: BatchId;
  /** Its place in the batch's request. */
  batchIndex?: number;
  /** The id of the API key that submitted it, or submitted the generation that started it. */
  submittedBy?: string;
  /** What its paid call costs, and each download that it starts, in millionths of the currency; absent where no price is set. */
  price?: number | null;
  chainPrice?: number | null;
  /** The project code that it counts under, if its request has none: that of its generation. */
  project?: string | undefined;
  /** The job that it is made from, and which of its images: it waits until that has succeeded. */
  source?: { id: JobId; index: number };
  idempotency?: { key: string; fingerprint: string };
  /** Where it is accepted, in the trace of its caller. */
  trace?: TraceContext;
};

export function encodeChange(change: Change) {
  const set: Record<string, string> = {};
  for (const [field, value] of Object.entries(change.set ?? {})) {
    if (value !== undefined) set[field] = value === null ? '' : typeof value === 'object' ? JSON.stringify(value) : String(value);
  }
  if (change.billing) Object.assign(set, { billing: change.billing.state, because: change.billing.because });
  return {
    status: change.status,
    reason: change.reason,
    set,
    due: change.dueAt,
    timeline: change.timeline && JSON.stringify(change.timeline),
    polled: change.polled,
    event: change.event,
    leave_slot: change.leaveSlot,
    keep_slot_until: change.keepSlotUntil,
    children: change.children?.map(encodeNewJob),
    refused: change.refused?.limit,
    epoch: change.refused?.epoch,
    pause: change.pause,
    resume: change.resume,
    park: change.park,
    remember: change.remember && [change.remember.image, change.remember.value],
    asset: assetOf(change.result),
    copies: change.copies,
    processing_time: change.processingTime && encodeProcessingTime(change.processingTime),
    processing_of: change.processingTime?.of,
    sends_again: change.sendsAgain && {
      error: JSON.stringify(change.sendsAgain.error),
      timeline: JSON.stringify(change.sendsAgain.timeline),
    },
  };
}

/** Getty's id of the file of a download. */
function assetOf(result: Change['result']): string | undefined {
  return result && 'generated_asset_id' in result ? (result.generated_asset_id ?? undefined) : undefined;
}

/**
 * How late a job may be before the sweep checks it, in ms. It is the longest wait of a job that has no reminder because its api died. A job
 * that only waits for a worker costs one extra check.
 */
const REMINDER_OVERDUE_MS = 5_000;

export function encodeNewJob(job: NewJob) {
  return {
    id: job.id,
    fields: firstFields(job),
    spec: JSON.stringify({ request: job.request, trace: job.trace }),
    due: (isScheduled(job) ? job.runAt! : job.createdAt) + REMINDER_OVERDUE_MS,
    ...(job.source && hasDeadline(job) && { own_deadline: true as const }),
  };
}

/** The first fields of a job. A missing field has its first value: see record.ts. */
export function firstFields(job: NewJob): Fields {
  const fields: Fields = {
    type: job.type,
    tenant: job.tenant,
    status: 'queued',
    run: '1',
    seq: '1',
    created_at: String(job.createdAt),
    deadline_at: String(job.deadlineAt),
  };
  if (isScheduled(job)) fields['reason'] = 'scheduled';
  if (job.priority) fields['priority'] = String(job.priority);
  if (job.parentId) fields['parent_id'] = job.parentId;
  if (job.batchId) Object.assign(fields, { batch_id: job.batchId, batch_open: '1' });
  if (job.submittedBy) fields['submitted_by'] = job.submittedBy;
  if (typeof job.price === 'number') fields['price'] = String(job.price);
  if (typeof job.chainPrice === 'number') fields['chain_price'] = String(job.chainPrice);
  if (job.project !== undefined) fields['project'] = job.project;
  if (job.source) Object.assign(fields, { source_job: job.source.id, source_index: String(job.source.index) });
  return fields;
}

function hasDeadline({ request }: NewJob): boolean {
  return 'deadline' in request && request.deadline !== undefined;
}

function isScheduled({ runAt, createdAt }: NewJob): boolean {
  return runAt !== undefined && runAt > createdAt;
}
