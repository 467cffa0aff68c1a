import type {
  BatchId,
  BillingState,
  DownloadRequest,
  GenerationRequest,
  JobError,
  JobId,
  JobStatus,
  JobType,
  QueuedReason,
  GenerationResult,
  DownloadResult,
  Tenant,
} from '@darkroom/contracts';

/**
 * A job as it lies in Redis: a hash of short texts beside two JSON texts of what never changes, the request (`spec`) and what it came to
 * (`result`). Fields with their first value are absent, and the hash holds nothing long, so that it stays small. All instants are milliseconds.
 */
export type JobRecord = {
  id: JobId;
  type: JobType;
  tenant: Tenant;
  status: JobStatus;
  reason: QueuedReason | null;
  run: number;
  seq: number;
  fence: number;
  /** Passes begun since the last one that came to something. */
  starts: number;
  /** Paid calls made, and how many of them were surely refused. */
  attempts: number;
  refusals: number;
  /** Paid calls that were sent again although nobody knows what came of them. */
  lostCalls: number;
  polls: number;
  /** When Getty last said that it is still at it. */
  polledAt: number | null;
  lastStatus: number | null;
  /** Getty's id of this generation, or of the generation whose image is downloaded. */
  gettyId: string | null;
  /** Since when Getty surely has this run's paid call. */
  acceptedAt: number | null;
  /** A paid call without outcome. */
  intent: { id: string; at: number } | null;
  billing: { state: BillingState; because: string };
  slot: string | null;
  cancel: boolean;
  /** The query budget has given this job's next call its time. */
  reservedAt: number | null;
  deadlineAt: number;
  result: GenerationResult | DownloadResult | null;
  error: JobError | null;
  downloads: JobId[];
  parentId: JobId | null;
  batchId: BatchId | null;
  createdAt: number;
  submittedAt: number | null;
  updatedAt: number;
  finishedAt: number | null;
  imagesExpireAt: number | null;
  spec: JobSpec;
};

/** What never changes about a job. */
export type JobSpec = {
  /** The request as it was validated; a download's names its generation. */
  request: GenerationRequest | DownloadRequest;
};

/** The hash fields as texts, `id`, `spec` and `result` among them. */
export type RecordFields = Record<string, string>;

/** Field, value, … as Redis returns hashes and stream entries. */
export function toFields(flat: readonly string[]): RecordFields {
  const fields: RecordFields = {};
  for (let index = 0; index + 1 < flat.length; index += 2) fields[flat[index]!] = flat[index + 1]!;
  return fields;
}

export function decodeRecord(fields: RecordFields): JobRecord {
  const spec = JSON.parse(fields['spec'] ?? '{}') as JobSpec;
  return {
    id: fields['id'] as JobId,
    type: fields['type'] as JobType,
    tenant: fields['tenant']!,
    status: fields['status'] as JobStatus,
    reason: (fields['reason'] ?? null) as QueuedReason | null,
    run: Number(fields['run']),
    seq: Number(fields['seq']),
    fence: count(fields['fence']),
    starts: count(fields['starts']),
    attempts: count(fields['attempts']),
    refusals: count(fields['refusals']),
    lostCalls: count(fields['lost_calls']),
    polls: count(fields['polls']),
    polledAt: instant(fields['polled_at']),
    lastStatus: instant(fields['last_status']),
    gettyId: fields['getty_id'] ?? ('generation_request_id' in spec.request ? (spec.request.generation_request_id ?? null) : null),
    acceptedAt: instant(fields['accepted_at']),
    intent: fields['intent'] === undefined ? null : { id: fields['intent'], at: Number(fields['intent_at']) },
    billing: { state: (fields['billing'] ?? 'not_charged') as BillingState, because: fields['because'] ?? 'nothing_sent' },
    slot: fields['slot'] ?? null,
    cancel: fields['cancel'] === '1',
    reservedAt: instant(fields['reserved_at']),
    deadlineAt: Number(fields['deadline_at']),
    result: json(fields['result']) as JobRecord['result'],
    error: json(fields['error']) as JobError | null,
    downloads: (json(fields['downloads']) ?? []) as JobId[],
    parentId: (fields['parent_id'] ?? null) as JobId | null,
    batchId: (fields['batch_id'] ?? null) as BatchId | null,
    createdAt: Number(fields['created_at']),
    submittedAt: instant(fields['submitted_at']),
    updatedAt: Number(fields['updated_at'] ?? fields['created_at']),
    finishedAt: instant(fields['finished_at']),
    imagesExpireAt: instant(fields['images_expire_at']),
    spec,
  };
}

function count(text: string | undefined): number {
  return text === undefined ? 0 : Number(text);
}

function instant(text: string | undefined): number | null {
  return text === undefined ? null : Number(text);
}

function json(text: string | undefined): unknown {
  return text === undefined ? null : JSON.parse(text);
}
