import {
  operationOfRequest,
  sourceOf,
  type BatchId,
  type Billing,
  type BillingBecause,
  type BillingState,
  type DownloadRequest,
  type GenerationRequest,
  type JobError,
  type JobId,
  type JobStatus,
  type JobType,
  type Operation,
  type QueuedReason,
  type RedownloadRequest,
  type GenerationResult,
  type DownloadResult,
  type Tenant,
} from '@darkroom/contracts';
import type { TraceContext } from '@darkroom/telemetry';

import { readArchive, type ArchiveRecord } from './archive-record.ts';
import { readCalls, type BilledCall } from './read-calls.ts';
import { readCount, readJson, readNumber, type Fields } from '../../redis/fields.ts';

/**
 * A job in Redis: a hash of short texts beside two constant JSON texts, the request (`spec`) and the result (`result`). Fields with their
 * first value are absent, and the hash holds nothing long, so that it stays small. All instants are milliseconds.
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
  /** Passes begun since the last one with progress. */
  starts: number;
  /** Paid calls made, and how many of them were certainly refused. */
  attempts: number;
  refusals: number;
  /** Paid calls that were sent again although their outcome is unknown. */
  lostCalls: number;
  polls: number;
  /** When Getty last answered that it is still pending. */
  polledAt: number | null;
  lastStatus: number | null;
  /** Getty's id of this generation, or of the generation whose image is downloaded. */
  gettyId: string | null;
  /** Since when Getty certainly has this run's paid call. */
  acceptedAt: number | null;
  /** A paid call without outcome. */
  intent: { id: string; at: number } | null;
  /** The sum of its paid calls, and the latest of them. */
  billing: Omit<Billing, 'calls'>;
  calls: BilledCall[];
  slot: string | null;
  /** The run in which the latest paid call was settled. */
  paidInRun: number | null;
  /**
   * The fair line in which it waits: of a resource, of turns (`turn.poll`, `turn.slot`, `turn.paid`), or of the pause that delays it
   * (`pause.<name>`).
   */
  line: string | null;
  cancel: boolean;
  /** This run continues with a generation that an operator found at Getty. */
  adopted: boolean;
  /** The turn of this job's next call in the query budget, by Redis' clock. */
  turnAt: number | null;
  deadlineAt: number;
  /** When a job delayed by a pause or a limit is tried again. */
  resumeAt: number | null;
  /** Since when look-ups of its paid call have failed. */
  lookupsFailedAt: number | null;
  result: GenerationResult | DownloadResult | null;
  error: JobError | null;
  downloads: JobId[];
  parentId: JobId | null;
  batchId: BatchId | null;
  /** The id of the API key that submitted it. null: an earlier version stored the job. */
  submittedBy: string | null;
  /** What its paid call costs, and each download that it starts, in millionths of the currency: fixed at acceptance. null: no price was set. */
  price: number | null;
  chainPrice: number | null;
  /** The project code that it counts under, if its request has none. */
  project: string | null;
  createdAt: number;
  submittedAt: number | null;
  updatedAt: number;
  finishedAt: number | null;
  imagesExpireAt: number | null;
  /** Its copy in the archive. null: there is no archive, or nothing to copy yet. */
  archive: ArchiveRecord | null;
  /** What a generation does at Getty; null for a download. */
  operation: Operation | null;
  /** The job that it is made from; and whether it waits for that. */
  sourceJob: JobId | null;
  awaits: JobId | null;
  /** Getty's id of the generation that it is made from, once known. */
  sourceId: string | null;
  spec: JobSpec;
};

/** The request of a job. Only its caller can change it, before it is sent. */
export type JobSpec = {
  /** The request as it was validated; a download's names its generation, or the file that it fetches again. */
  request: GenerationRequest | DownloadRequest | RedownloadRequest;
  /** The place in a trace at which it was accepted, where somebody looks at that trace. */
  trace?: TraceContext;
};

/** `fields`: those of its hash, plus `id`, `spec` and `result`. */
export function decodeRecord(fields: Fields): JobRecord {
  return readRecord(fields, JSON.parse(fields['spec'] ?? '{}') as JobSpec);
}

/** Builds the record from a hash and its request. Default values of missing fields are defined only here. */
export function readRecord(fields: Fields, spec: JobSpec): JobRecord {
  const source = sourceOf(spec.request) ?? {};
  return {
    id: fields['id'] as JobId,
    type: fields['type'] as JobType,
    tenant: fields['tenant']!,
    status: fields['status'] as JobStatus,
    reason: (fields['reason'] ?? null) as QueuedReason | null,
    run: Number(fields['run']),
    seq: Number(fields['seq']),
    fence: readCount(fields['fence']),
    starts: readCount(fields['starts']),
    attempts: readCount(fields['attempts']),
    refusals: readCount(fields['refusals']),
    lostCalls: readCount(fields['lost_calls']),
    polls: readCount(fields['polls']),
    polledAt: readNumber(fields['polled_at']),
    lastStatus: readNumber(fields['last_status']),
    gettyId: fields['getty_id'] ?? ('generation_request_id' in spec.request ? (spec.request.generation_request_id ?? null) : null),
    acceptedAt: readNumber(fields['accepted_at']),
    intent: fields['intent'] === undefined ? null : { id: fields['intent'], at: Number(fields['intent_at']) },
    billing: {
      state: (fields['billing'] ?? 'not_charged') as BillingState,
      because: (fields['because'] ?? 'nothing_sent') as BillingBecause,
    },
    calls: readCalls(fields),
    slot: fields['slot'] ?? null,
    // `<run>.<fence>` of its intent.
    paidInRun: fields['last_intent'] === undefined ? null : Number(fields['last_intent'].split('.')[0]),
    line: fields['line'] ?? null,
    cancel: fields['cancel'] === '1',
    adopted: fields['adopted'] === '1',
    turnAt: readNumber(fields['turn']?.split(' ')[0]),
    deadlineAt: Number(fields['deadline_at']),
    resumeAt: readNumber(fields['resume_at']),
    lookupsFailedAt: readNumber(fields['lookups_failed_at']),
    result: readJson(fields['result']) as JobRecord['result'],
    error: readJson(fields['error']) as JobError | null,
    downloads: (readJson(fields['downloads']) ?? []) as JobId[],
    parentId: (fields['parent_id'] ?? null) as JobId | null,
    batchId: (fields['batch_id'] ?? null) as BatchId | null,
    submittedBy: fields['submitted_by'] ?? null,
    price: readNumber(fields['price']),
    chainPrice: readNumber(fields['chain_price']),
    project: fields['project'] ?? null,
    createdAt: Number(fields['created_at']),
    submittedAt: readNumber(fields['submitted_at']),
    updatedAt: Number(fields['updated_at'] ?? fields['created_at']),
    finishedAt: readNumber(fields['finished_at']),
    imagesExpireAt: readNumber(fields['images_expire_at']),
    archive: readArchive(fields['archive']),
    operation: operationOfJob(fields['type'] as JobType, spec.request),
    sourceJob: (fields['source_job'] ?? null) as JobId | null,
    awaits: fields['awaits'] === '1' ? (fields['source_job'] as JobId) : null,
    sourceId: fields['source_id'] ?? ('generation_request_id' in source ? (source.generation_request_id ?? null) : null),
    spec,
  };
}

/** A download has none. */
export function operationOfJob(type: JobType, request: object): Operation | null {
  return type === 'generation' ? operationOfRequest(request) : null;
}
