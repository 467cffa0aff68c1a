import { z } from 'zod';

import { JobId } from '../fields/ids.ts';
import { Instant } from './submission.ts';
import { BillingBecause, JobErrorCode, PaidCall, TimelineEvent } from '../fields/vocabulary.ts';

export const JobType = z.enum(['generation', 'download']).meta({ id: 'JobType', description: 'What the job does at Getty.' });
export type JobType = z.infer<typeof JobType>;

export const JobStatus = z.enum(['queued', 'submitting', 'waiting', 'succeeded', 'failed', 'canceled', 'expired', 'held']).meta({
  id: 'JobStatus',
  description: [
    'Where the job stands.',
    '* `queued`: not sent to Getty; `reason` says why not, where there is a reason.',
    '* `submitting`: the paid call may be on the wire, or its outcome is being looked up.',
    '* `waiting`: Getty accepted it and works on it.',
    '* `held`: a paid call got no answer and Getty does not show it. Nothing more is spent until you `resolve` it, or a late answer comes.',
    '* `succeeded`, `failed`, `canceled`, `expired` (its deadline passed): the end of this run.',
  ].join('\n'),
});
export type JobStatus = z.infer<typeof JobStatus>;

/** A run is over; `held` is not an end: its outcome can still become known. */
export const FINAL_STATUSES = ['succeeded', 'failed', 'canceled', 'expired'] as const satisfies JobStatus[];

export function isFinal(status: JobStatus): boolean {
  return (FINAL_STATUSES as readonly JobStatus[]).includes(status);
}

/** How long a job may take, and who says so. */
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

/** Why a queued job is not being submitted. */
export const QueuedReason = z.enum(['capacity', 'throttled', 'paused', 'getty_away', 'budget', 'scheduled']).meta({
  id: 'QueuedReason',
  description: [
    'Why a queued job is not being sent.',
    '* `capacity`: waits for a place at Getty, or for another download of the same image.',
    '* `throttled`: a limit of Getty, of calls a second or of the day.',
    '* `paused`: the quota of its product is used up.',
    '* `getty_away`: Getty, or the way to it, is down, or it does not take our key. It is sent as soon as Getty answers again.',
    '* `budget`: your budget is used up.',
    '* `scheduled`: before its `run_at`.',
  ].join('\n'),
});
export type QueuedReason = z.infer<typeof QueuedReason>;

export const BillingState = z.enum(['not_charged', 'charged', 'may_be_charged', 'unknown']).meta({
  id: 'BillingState',
  description: [
    'What the job cost at Getty. Read it; do not guess it from the status.',
    '* `not_charged`: nothing was sent, or Getty surely refused it.',
    '* `charged`: Getty accepted the paid call, whatever came of it.',
    '* `may_be_charged`: accepted, and Getty does not say what it costs (a 1k download, a generation of which all is blocked).',
    '* `unknown`: nobody knows (yet) whether Getty took a paid call.',
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
        'Each paid call of all runs, oldest first: the latest 20, of which those that cost nothing go first. `attempts` counts all.',
      ),
  })
  .meta({
    id: 'Billing',
    description:
      'What the job cost at Getty: what its paid calls come to. While the outcome of the latest is not known, that is `unknown`; else `charged` if any call was.',
  });
export type Billing = z.infer<typeof Billing>;

export const PreviewUrl = z
  .strictObject({ preview_size: z.string().nullable(), image_url: z.string(), width: z.int(), height: z.int() })
  .meta({ id: 'PreviewUrl', description: 'A smaller picture of an image. Its URL lives about a day.' });

export const GenerationResult = z
  .strictObject({
    generation_request_id: z.string().describe("Getty's id of the generation."),
    seed: z.int().nullable().describe('The seed that Getty used.'),
    images: z.array(
      z.strictObject({
        index: z.int().describe('The number of the image, from 0.'),
        is_blocked: z.boolean().describe('Getty made it and withholds it because of its content.'),
        preview_urls: z.array(PreviewUrl),
        url: z.string().nullable().describe('The picture itself, where Getty shows it.'),
      }),
    ),
    url_expires_at: Instant.describe('When the URLs die. `GET /v1/jobs/{id}/images/{index}` leads to a living one.'),
  })
  .meta({ id: 'GenerationResult', description: 'What a generation came to.' });
export type GenerationResult = z.infer<typeof GenerationResult>;

export const DownloadResult = z
  .strictObject({
    url: z.string().describe('Where the file is. Copy it soon.'),
    generated_asset_id: z.string().nullable().describe("Getty's id of the file."),
    size_name: z.string(),
    url_expires_at: Instant.describe('When `url` dies. For a new one, submit the download again; that may cost.'),
  })
  .meta({ id: 'DownloadResult', description: 'What a download came to.' });
export type DownloadResult = z.infer<typeof DownloadResult>;

/** Why a run failed or is held. `code` is ours (docs/errors.md); `getty` is what Getty said, where it said something. */
export const JobError = z
  .strictObject({
    code: JobErrorCode,
    message: z.string(),
    getty: z
      .strictObject({ status: z.int().nullable(), code: z.string().nullable(), detail: z.string().nullable() })
      .nullable()
      .describe('What Getty said, where it said something.'),
  })
  .meta({ id: 'JobError', description: 'Why the run failed or is held.' });
export type JobError = z.infer<typeof JobError>;

/** One thing that happened to a job. `at` in RFC 3339; polls that follow each other are one entry with a `count`. */
export const TimelineEntry = z
  .looseObject({ at: Instant, event: TimelineEvent, call: PaidCall.optional().describe('Of `submitting`: which call is made.') })
  .meta({
    id: 'TimelineEntry',
    description: 'One thing that happened to the job; further fields depend on `event` (docs/job-lifecycle.md).',
  });
export type TimelineEntry = z.infer<typeof TimelineEntry>;

/** What can be said of a job's way to its end. */
export const QueueOutlook = z
  .strictObject({
    position: z
      .int()
      .min(1)
      .nullable()
      .describe('Of a generation that waits for its turn at Getty: its place in the line, 1 is next. Only in `GET /v1/jobs/{id}`.'),
    eta_seconds: z.int().min(1).nullable().describe('About how long it takes until the end, if all goes as recent jobs of its type went.'),
  })
  .meta({ id: 'QueueOutlook', description: 'What can be said of the way to the end: estimates, not promises.' });
export type QueueOutlook = z.infer<typeof QueueOutlook>;

/** A job whose `type` says what its `result` is. */
function jobOf<Type extends JobType, Result extends z.ZodType>(type: Type, result: Result) {
  return z.strictObject({
    id: JobId,
    object: z.literal('job'),
    type: z.literal(type),
    status: JobStatus,
    reason: QueuedReason.nullable(),
    run: z.int().describe('Which life of the job this is: 1, and one more with each `retry` or `resolve` that runs it again.'),
    seq: z.int().describe('Grows with every move. Of two views of a job the one with the higher `seq` is the newer.'),
    tenant: z.string().describe('Whose job it is.'),
    request: z.record(z.string(), z.unknown()).describe('What you asked for, without `metadata`.'),
    getty: z
      .strictObject({
        generation_request_id: z.string().nullable().describe("Getty's id, once it is known."),
        index: z.int().nullable().describe('Of a download: which image.'),
        polls: z.int().describe('How often Getty was asked whether it is done. Polls cost nothing.'),
        last_status: z.int().nullable().describe('The HTTP status that Getty answered last.'),
      })
      .describe('How it stands at Getty.'),
    billing: Billing,
    result: result.nullable().describe('Of a job that succeeded; else null.'),
    error: JobError.nullable(),
    attempts: z.int().describe('Paid calls that were made, refused ones included.'),
    timeline: z
      .array(TimelineEntry)
      .optional()
      .describe('What happened to it, oldest first, at most 100 entries. Only in `GET /v1/jobs/{id}`.'),
    queue: QueueOutlook.nullable().optional().describe('Null when it has ended, or nothing can be said. Only in answers with one job.'),
    batch_id: z.string().nullable().describe('The batch it was submitted with.'),
    parent_id: JobId.nullable().describe('Of a download: the job that made its generation.'),
    downloads: z.array(JobId).describe('Of a generation: its downloads, those that it started and those asked for since; the first 100.'),
    metadata: z.record(z.string(), z.unknown()).nullable().describe('What you gave, as you gave it.'),
    urls: z.strictObject({ self: z.string(), events: z.string(), cancel: z.string() }).describe('Where to go on.'),
    resume_at: Instant.nullable().describe(
      'Of a queued job whose `reason` is `paused`, `throttled` or `getty_away`: when it, or a call of its kind, is tried next. Else null.',
    ),
    deadline_at: Instant.describe('When it ends as `expired`, if nothing else has ended it.'),
    deadline_because: DeadlineBecause,
    created_at: Instant.describe('When it was accepted here.'),
    submitted_at: Instant.nullable().describe('When the paid call of this run was made.'),
    updated_at: Instant.describe('When it moved last.'),
    finished_at: Instant.nullable().describe('When this run ended.'),
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
  .meta({ id: 'Job', description: 'One generation or one download: `type` says which, and so what `result` is.' });
export type Job = z.infer<typeof Job>;
