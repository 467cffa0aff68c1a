import { z } from 'zod';

import { JobId } from '../fields/ids.ts';
import { Operation } from '../fields/operation.ts';
import { JobSource } from './source.ts';
import { Instant } from './submission.ts';
import { BillingBecause, JobErrorCode, PaidCall, TimelineEvent } from '../fields/vocabulary.ts';

export const JobType = z.enum(['generation', 'download']).meta({ id: 'JobType', description: 'What the job does at Getty.' });
export type JobType = z.infer<typeof JobType>;

export const JobStatus = z.enum(['queued', 'submitting', 'waiting', 'succeeded', 'failed', 'canceled', 'expired', 'held']).meta({
  id: 'JobStatus',
  description: [
    'The state of the job.',
    '* `queued`: not sent to Getty; `reason` gives the cause, if there is one.',
    '* `submitting`: the paid call may be on the wire, or its outcome is being looked up.',
    '* `waiting`: Getty accepted it and works on it.',
    '* `held`: a paid call got no answer and Getty does not show it. Nothing more is spent until you `resolve` it, or a late answer arrives.',
    '* `succeeded`, `failed`, `canceled`, `expired` (its deadline passed): the end of this run.',
  ].join('\n'),
});
export type JobStatus = z.infer<typeof JobStatus>;

/** These statuses end a run. `held` is not an end: its outcome can still become known. */
export const FINAL_STATUSES = ['succeeded', 'failed', 'canceled', 'expired'] as const satisfies JobStatus[];

export function isFinal(status: JobStatus): boolean {
  return (FINAL_STATUSES as readonly JobStatus[]).includes(status);
}

/** Where the deadline of a job comes from. */
export const DeadlineBecause = z.enum(['caller', 'default_unsent', 'default_at_getty']).meta({
  id: 'DeadlineBecause',
  description: [
    'Where the deadline comes from.',
    '* `caller`: you gave it.',
    '* `default_unsent`: 24 hours to be sent.',
    '* `default_at_getty`: 30 minutes since Getty accepted it.',
  ].join('\n'),
});
export type DeadlineBecause = z.infer<typeof DeadlineBecause>;

export const QueuedReason = z.enum(['capacity', 'throttled', 'paused', 'getty_away', 'budget', 'source', 'scheduled']).meta({
  id: 'QueuedReason',
  description: [
    'Why a queued job is not being sent.',
    '* `capacity`: waits for a free slot at Getty, or for another download of the same image.',
    '* `throttled`: a limit of Getty, per second or per day, is reached.',
    '* `paused`: the quota of its product is used up.',
    '* `getty_away`: Getty cannot be reached, or it refuses our key. The job is sent as soon as Getty answers again.',
    '* `budget`: your budget is used up.',
    '* `source`: waits for the end of the job that it is made from.',
    '* `scheduled`: before its `run_at`.',
  ].join('\n'),
});
export type QueuedReason = z.infer<typeof QueuedReason>;

export const BillingState = z.enum(['not_charged', 'charged', 'may_be_charged', 'unknown']).meta({
  id: 'BillingState',
  description: [
    'What the job cost at Getty. Read this field; the status does not show the cost.',
    '* `not_charged`: nothing was sent, or Getty certainly refused it.',
    '* `charged`: Getty accepted the paid call, whatever its result.',
    '* `may_be_charged`: accepted, but Getty does not report the cost (a 1k download, a generation with all images blocked).',
    '* `unknown`: it is not known (yet) whether Getty accepted a paid call.',
  ].join('\n'),
});
export type BillingState = z.infer<typeof BillingState>;

const billed = { state: BillingState, because: BillingBecause };

/** The bill of one paid call. */
export type CallBilling = { state: BillingState; because: BillingBecause };

export const Billing = z
  .strictObject({
    ...billed,
    calls: z
      .array(
        z.strictObject({ at: Instant.describe('When it was made.'), ...billed }).meta({
          id: 'BilledCall',
          description: 'One paid call and what it cost.',
        }),
      )
      .describe(
        'The paid calls of all runs, oldest first. At most 20 are kept; calls that cost nothing are dropped first. `attempts` counts all.',
      ),
  })
  .meta({
    id: 'Billing',
    description:
      'What the job cost at Getty in all its paid calls. It is `unknown` while the outcome of the latest call is unknown; otherwise `charged` if any call was charged.',
  });
export type Billing = z.infer<typeof Billing>;

export const PreviewUrl = z
  .strictObject({ preview_size: z.string().nullable(), image_url: z.string(), width: z.int(), height: z.int() })
  .meta({ id: 'PreviewUrl', description: 'A smaller version of an image. Its URL is valid for about a day.' });

export const GenerationResult = z
  .strictObject({
    generation_request_id: z.string().describe("Getty's id of the generation."),
    seed: z.int().nullable().describe('The seed that Getty used.'),
    images: z.array(
      z.strictObject({
        index: z.int().describe('The number of the image, from 0.'),
        is_blocked: z.boolean().describe('Getty made it and withholds it because of its content.'),
        preview_urls: z.array(PreviewUrl),
        url: z.string().nullable().describe('The image itself, if Getty shows it.'),
      }),
    ),
    url_expires_at: Instant.describe('When the URLs expire. `GET /v1/jobs/{id}/images/{index}` redirects to a valid one.'),
  })
  .meta({ id: 'GenerationResult', description: 'The result of a generation.' });
export type GenerationResult = z.infer<typeof GenerationResult>;

export const DownloadResult = z
  .strictObject({
    url: z.string().nullable().describe('The URL of the file. Copy the file soon. null: it has expired.'),
    generated_asset_id: z.string().nullable().describe("Getty's id of the file."),
    size_name: z.string(),
    url_expires_at: Instant.describe('When `url` expires. For a new one, submit the download again; that may cost.'),
  })
  .meta({ id: 'DownloadResult', description: 'The result of a download.' });
export type DownloadResult = z.infer<typeof DownloadResult>;

/** Why a run failed or is held. `code` is ours (docs/errors.md); `getty` is Getty's answer, if there was one. */
export const JobError = z
  .strictObject({
    code: JobErrorCode,
    message: z.string(),
    getty: z
      .strictObject({ status: z.int().nullable(), code: z.string().nullable(), detail: z.string().nullable() })
      .nullable()
      .describe("Getty's answer, if there was one."),
  })
  .meta({ id: 'JobError', description: 'Why the run failed or is held.' });
export type JobError = z.infer<typeof JobError>;

export const ArchiveState = z.enum(['pending', 'done', 'failed']).meta({
  id: 'ArchiveState',
  description: [
    'Whether the archive has a copy.',
    '* `pending`: not yet. With an `error`, the last try failed; it is tried again.',
    '* `done`: the complete file is in the archive.',
    '* `failed`: given up, because Getty no longer returns the file.',
  ].join('\n'),
});
export type ArchiveState = z.infer<typeof ArchiveState>;

/** The copy of a job's files in the archive. */
export const Archived = z
  .strictObject({
    state: ArchiveState,
    bytes: z.int().nullable().describe('The size of the copy; of previews, all of them.'),
    sha256: z.string().nullable().describe('The SHA-256 of the file, as hex digits. Null for previews.'),
    at: Instant.nullable().describe('When it was archived, given up, or last tried.'),
    error: z.string().nullable().describe('Why the last try failed.'),
  })
  .meta({ id: 'Archived', description: 'The copy in the archive of the operator (`ARCHIVE_URL`).' });
export type Archived = z.infer<typeof Archived>;

/** One event in the life of a job. `at` is RFC 3339. Consecutive polls share one entry with a `count`. */
export const TimelineEntry = z
  .looseObject({ at: Instant, event: TimelineEvent, call: PaidCall.optional().describe('For `submitting`: which call is made.') })
  .meta({
    id: 'TimelineEntry',
    description: 'One thing that happened to the job; further fields depend on `event` (docs/job-lifecycle.md).',
  });
export type TimelineEntry = z.infer<typeof TimelineEntry>;

/** Estimates for the rest of a job's way. */
export const QueueOutlook = z
  .strictObject({
    position: z
      .int()
      .min(1)
      .nullable()
      .describe('For a generation that waits for its turn at Getty: its position in the queue, 1 is next. Only in `GET /v1/jobs/{id}`.'),
    eta_seconds: z.int().min(1).nullable().describe('About how long it takes until the end, based on recent jobs of its operation.'),
  })
  .meta({ id: 'QueueOutlook', description: 'Estimates for the rest of the way, not promises.' });
export type QueueOutlook = z.infer<typeof QueueOutlook>;

/** A job schema in which `type` fixes the type of `result`. */
function jobOf<Type extends JobType, Result extends z.ZodType>(type: Type, result: Result) {
  return z.strictObject({
    id: JobId,
    object: z.literal('job'),
    type: z.literal(type),
    status: JobStatus,
    reason: QueuedReason.nullable(),
    run: z.int().describe('The number of the run: starts at 1, and grows with each `retry` or `resolve` that runs the job again.'),
    seq: z.int().describe('Grows with every change. Of two views of a job, the one with the higher `seq` is newer.'),
    tenant: z.string().describe('The tenant that owns the job.'),
    operation: Operation.nullable().describe('What a generation does at Getty; null for a download.'),
    source: JobSource.nullable().describe('What the generation is made from; null for `generate` and for downloads.'),
    request: z.record(z.string(), z.unknown()).describe('The request, without `metadata`.'),
    getty: z
      .strictObject({
        generation_request_id: z.string().nullable().describe("Getty's id, once it is known."),
        index: z.int().nullable().describe('For a download: which image.'),
        polls: z.int().describe('How many times Getty was asked whether it is done. Polls cost nothing.'),
        last_status: z.int().nullable().describe("The HTTP status of Getty's latest answer."),
      })
      .describe('The state at Getty.'),
    billing: Billing,
    result: result.nullable().describe('The result of a job that succeeded; otherwise null.'),
    error: JobError.nullable(),
    attempts: z.int().describe('Paid calls made, including refused ones.'),
    timeline: z
      .array(TimelineEntry)
      .optional()
      .describe('What happened to it, oldest first, at most 100 entries. Only in answers with one job.'),
    queue: QueueOutlook.nullable()
      .optional()
      .describe('Null when the job has ended, or no estimate is possible. Only in answers with one job.'),
    batch_id: z.string().nullable().describe('The batch it was submitted with.'),
    parent_id: JobId.nullable().describe('For a download: the job that made its generation.'),
    submitted_by: z
      .string()
      .nullable()
      .describe('The id of the API key that submitted it. Downloads that a generation starts have the key of their generation.'),
    downloads: z.array(JobId).describe('For a generation: its downloads, both those it started and those requested later; the first 100.'),
    metadata: z.record(z.string(), z.unknown()).nullable().describe('Your metadata, unchanged.'),
    urls: z.strictObject({ self: z.string(), events: z.string(), cancel: z.string() }).describe('Related addresses.'),
    resume_at: Instant.nullable().describe(
      'For a queued job with `reason` `paused`, `throttled` or `getty_away`: when it, or a call of its kind, is tried next. With `budget`: when the next period begins; it may go on earlier. Otherwise null.',
    ),
    deadline_at: Instant.nullable().describe(
      'When it ends as `expired`, unless it has ended before. Null while it waits for a budget and you gave no deadline: then it does not run.',
    ),
    deadline_because: DeadlineBecause,
    created_at: Instant.describe('When it was accepted here.'),
    submitted_at: Instant.nullable().describe('When the paid call of this run was made.'),
    updated_at: Instant.describe('When it last changed.'),
    finished_at: Instant.nullable().describe('When this run ended.'),
    archive: Archived.nullable().describe('The copy in the archive. Null if there is no archive, or nothing to copy yet.'),
    images_expire_at: Instant.nullable().describe('When Getty deletes the images: six months after they were made.'),
  });
}

export const GenerationJob = jobOf('generation', GenerationResult).meta({ id: 'GenerationJob', description: 'One generation.' });
export type GenerationJob = z.infer<typeof GenerationJob>;

export const DownloadJob = jobOf('download', DownloadResult).meta({ id: 'DownloadJob', description: 'One download.' });
export type DownloadJob = z.infer<typeof DownloadJob>;

/** A job as the API, the events and the webhooks (there without `timeline`) show it. */
export const Job = z
  .discriminatedUnion('type', [GenerationJob, DownloadJob])
  .meta({ id: 'Job', description: 'One generation or one download. `type` shows which, and determines the form of `result`.' });
export type Job = z.infer<typeof Job>;
