import { z } from 'zod';

import { DownloadRequest } from './download.ts';
import { GenerationRequest } from './generation.ts';
import { BatchId, JobId } from '../fields/ids.ts';
import { JobStatus } from './job.ts';
import { Metadata } from '../fields/metadata.ts';
import { optional } from '../fields/optional.ts';
import { ProblemCode } from '../http/problem.ts';
import { Instant, Webhook } from './submission.ts';

/** Jobs that are submitted together, each accepted or rejected by itself. */

const MOST_JOBS = 1_000;

/** One of a batch's jobs: the body of `POST /v1/generations` or `POST /v1/downloads`, and which of the two. */
export const BatchItem = z
  .discriminatedUnion(
    'type',
    [
      GenerationRequest.safeExtend({ type: z.literal('generation') }).meta({ id: 'BatchGeneration' }),
      DownloadRequest.safeExtend({ type: z.literal('download') }).meta({ id: 'BatchDownload' }),
    ],
    { error: ({ code }) => (code === 'invalid_union' ? 'must be "generation" or "download"' : 'must be an object') },
  )
  .meta({ id: 'BatchItem', description: 'A generation or a download, as it would be submitted by itself, with its `type`.' });
export type BatchItem = z.infer<typeof BatchItem>;

/** The body of `POST /v1/batches`. */
export const BatchRequest = z
  .strictObject({
    jobs: z.array(BatchItem).min(1).max(MOST_JOBS).describe('Each is accepted or rejected by itself.'),
    webhook: optional(Webhook).describe('For each of its jobs that names none, and for `batch.completed`.'),
    metadata: optional(Metadata).describe("The batch's own: its jobs do not inherit it."),
  })
  .meta({ id: 'BatchRequest', description: 'Up to 1,000 jobs to submit together.' });
export type BatchRequest = z.infer<typeof BatchRequest>;

/** The same before its jobs are looked at: one that is wrong does not make the others wrong. */
export const BatchEnvelope = BatchRequest.extend({ jobs: z.array(z.unknown()).min(1).max(MOST_JOBS) });
export type BatchEnvelope = z.infer<typeof BatchEnvelope>;

/** How many of the accepted jobs have which status now. */
const Counts = z.strictObject(Object.fromEntries(JobStatus.options.map((status) => [status, z.int()])) as Record<JobStatus, z.ZodInt>);

const batchFields = {
  id: BatchId,
  object: z.literal('batch'),
  status: z.enum(['running', 'completed']).describe('`completed` once each accepted job has ended for the first time; it stays so.'),
  tenant: z.string(),
  total: z.int().describe('Jobs submitted.'),
  accepted: z.int(),
  rejected: z.int(),
  ended: z.int().describe('Accepted jobs that have ended. It only grows, also when a job is retried; `held` has not ended.'),
  progress: z
    .number()
    .min(0)
    .max(1)
    .describe('The part of the accepted jobs that has ended, rounded down to hundredths: 1 only when all have.'),
  counts: Counts.describe('How many of the accepted jobs have which status now.'),
  metadata: z.record(z.string(), z.unknown()).nullable(),
  urls: z.strictObject({ self: z.string(), jobs: z.string().describe('The list of its jobs.') }),
  created_at: Instant,
  completed_at: Instant.nullable(),
};

/** A batch as the API, its event and its webhook show it. */
export const Batch = z.strictObject(batchFields).meta({ id: 'Batch', description: 'Jobs that were submitted together.' });
export type Batch = z.infer<typeof Batch>;

/** Why one of the jobs was rejected: what a submission of its own would have answered. Pointers are those of the whole body. */
export const BatchItemError = z
  .strictObject({
    code: ProblemCode.describe('The code of the problem that this job would have met by itself.'),
    detail: z.string(),
    errors: z
      .array(z.strictObject({ pointer: z.string(), detail: z.string() }))
      .optional()
      .describe('The first ten wrong fields; `pointer` leads through the whole body: `/jobs/3/prompt`.'),
  })
  .meta({ id: 'BatchItemError', description: 'Why a job of a batch was rejected.' });
export type BatchItemError = z.infer<typeof BatchItemError>;

/** One batch by itself: with each of its jobs in their order, its id or why it was rejected. Lists and events have it without. */
export const SubmittedBatch = z
  .strictObject({
    ...batchFields,
    jobs: z
      .array(z.union([z.strictObject({ index: z.int(), id: JobId }), z.strictObject({ index: z.int(), error: BatchItemError })]))
      .describe('What became of each job that was submitted, in their order.'),
  })
  .meta({ id: 'SubmittedBatch', description: 'A batch, and what became of each job that was submitted.' });
export type SubmittedBatch = z.infer<typeof SubmittedBatch>;
