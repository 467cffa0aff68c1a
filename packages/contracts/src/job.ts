import { z } from 'zod';

import { JobId } from './ids.ts';
import { Instant } from './submission.ts';

export const JobType = z.enum(['generation', 'download']);
export type JobType = z.infer<typeof JobType>;

export const JobStatus = z.enum(['queued', 'submitting', 'waiting', 'succeeded', 'failed', 'canceled', 'expired', 'held']);
export type JobStatus = z.infer<typeof JobStatus>;

/** A run is over; `held` is not an end: its outcome can still become known. */
export const FINAL_STATUSES = ['succeeded', 'failed', 'canceled', 'expired'] as const satisfies JobStatus[];

export function isFinal(status: JobStatus): boolean {
  return (FINAL_STATUSES as readonly JobStatus[]).includes(status);
}

/** Why a queued job is not being submitted. */
export const QueuedReason = z.enum(['capacity', 'throttled', 'paused', 'budget', 'scheduled']);
export type QueuedReason = z.infer<typeof QueuedReason>;

export const BillingState = z.enum(['not_charged', 'charged', 'may_be_charged', 'unknown']);
export type BillingState = z.infer<typeof BillingState>;

export const Billing = z.strictObject({ state: BillingState, because: z.string() });
export type Billing = z.infer<typeof Billing>;

export const PreviewUrl = z.strictObject({ preview_size: z.string().nullable(), image_url: z.string(), width: z.int(), height: z.int() });

export const GenerationResult = z.strictObject({
  generation_request_id: z.string(),
  seed: z.int().nullable(),
  images: z.array(
    z.strictObject({ index: z.int(), is_blocked: z.boolean(), preview_urls: z.array(PreviewUrl), url: z.string().nullable() }),
  ),
  url_expires_at: Instant,
});
export type GenerationResult = z.infer<typeof GenerationResult>;

export const DownloadResult = z.strictObject({
  url: z.string(),
  generated_asset_id: z.string().nullable(),
  size_name: z.string(),
  url_expires_at: Instant,
});
export type DownloadResult = z.infer<typeof DownloadResult>;

/** Why a run failed or is held. `code` is ours (docs/errors.md); `getty` is what Getty said, where it said something. */
export const JobError = z.strictObject({
  code: z.string(),
  message: z.string(),
  getty: z.strictObject({ status: z.int().nullable(), code: z.string().nullable(), detail: z.string().nullable() }).nullable(),
});
export type JobError = z.infer<typeof JobError>;

/** One thing that happened to a job. `at` in RFC 3339; polls that follow each other are one entry with a `count`. */
export const TimelineEntry = z.looseObject({ at: Instant, event: z.string() });
export type TimelineEntry = z.infer<typeof TimelineEntry>;

/** A job as the API, the events and the webhooks (there without `timeline`) show it. */
export const Job = z.strictObject({
  id: JobId,
  object: z.literal('job'),
  type: JobType,
  status: JobStatus,
  reason: QueuedReason.nullable(),
  run: z.int(),
  seq: z.int(),
  tenant: z.string(),
  request: z.record(z.string(), z.unknown()),
  getty: z.strictObject({
    generation_request_id: z.string().nullable(),
    index: z.int().nullable(),
    polls: z.int(),
    last_status: z.int().nullable(),
  }),
  billing: Billing,
  result: z.union([GenerationResult, DownloadResult]).nullable(),
  error: JobError.nullable(),
  attempts: z.int(),
  timeline: z.array(TimelineEntry).optional(),
  batch_id: z.string().nullable(),
  parent_id: JobId.nullable(),
  downloads: z.array(JobId),
  metadata: z.record(z.string(), z.unknown()).nullable(),
  urls: z.strictObject({ self: z.string(), events: z.string(), cancel: z.string() }),
  created_at: Instant,
  submitted_at: Instant.nullable(),
  updated_at: Instant,
  finished_at: Instant.nullable(),
  images_expire_at: Instant.nullable(),
});
export type Job = z.infer<typeof Job>;
