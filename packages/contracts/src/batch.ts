import { z } from 'zod';

import { DownloadRequest } from './download.ts';
import { GenerationRequest } from './generation.ts';
import { BatchId, JobId } from './ids.ts';
import { JobStatus } from './job.ts';
import { Instant, Metadata, Webhook } from './submission.ts';

/** Jobs that are submitted together, each accepted or rejected by itself. */

const MOST_JOBS = 1_000;

/** One of a batch's jobs: the body of `POST /v1/generations` or `POST /v1/downloads`, and which of the two. */
export const BatchItem = z.discriminatedUnion(
  'type',
  [GenerationRequest.safeExtend({ type: z.literal('generation') }), DownloadRequest.safeExtend({ type: z.literal('download') })],
  { error: ({ code }) => (code === 'invalid_union' ? 'must be "generation" or "download"' : 'must be an object') },
);
export type BatchItem = z.infer<typeof BatchItem>;

/** The body of `POST /v1/batches`. Its jobs are not looked at here: each is a `BatchItem`, or rejected by itself. */
export const BatchRequest = z.strictObject({
  jobs: z.array(z.unknown()).min(1).max(MOST_JOBS),
  /** For each of its jobs that names none, and for the end of the batch. */
  webhook: Webhook.optional(),
  /** The batch's own. */
  metadata: Metadata.optional(),
});
export type BatchRequest = z.infer<typeof BatchRequest>;

/** How many of the accepted jobs have which status now. */
const Counts = z.strictObject(Object.fromEntries(JobStatus.options.map((status) => [status, z.int()])) as Record<JobStatus, z.ZodInt>);

/** A batch as the API, its event and its webhook show it. `ended` counts first ends: it only grows, also when a job is retried. */
export const Batch = z.strictObject({
  id: BatchId,
  object: z.literal('batch'),
  status: z.enum(['running', 'completed']),
  tenant: z.string(),
  total: z.int(),
  accepted: z.int(),
  rejected: z.int(),
  ended: z.int(),
  counts: Counts,
  metadata: z.record(z.string(), z.unknown()).nullable(),
  urls: z.strictObject({ self: z.string(), jobs: z.string() }),
  created_at: Instant,
  completed_at: Instant.nullable(),
});
export type Batch = z.infer<typeof Batch>;

/** Why one of the jobs was rejected: what a submission of its own would have answered. Pointers are those of the whole body. */
export const BatchItemError = z.strictObject({
  code: z.string(),
  detail: z.string(),
  errors: z.array(z.strictObject({ pointer: z.string(), detail: z.string() })).optional(),
});
export type BatchItemError = z.infer<typeof BatchItemError>;

/** The answer to a submission: the batch, and for each of its jobs, in their order, its id or why it was rejected. */
export const SubmittedBatch = Batch.safeExtend({
  jobs: z.array(z.union([z.strictObject({ index: z.int(), id: JobId }), z.strictObject({ index: z.int(), error: BatchItemError })])),
});
export type SubmittedBatch = z.infer<typeof SubmittedBatch>;
