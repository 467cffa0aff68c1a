import { z } from 'zod';

import { DownloadInBatch } from './download.ts';
import { generationWith } from './generation-request.ts';
import { BatchId, JobId } from '../fields/ids.ts';
import { JobStatus } from './job.ts';
import { Metadata } from '../fields/metadata.ts';
import { optional } from '../fields/optional.ts';
import { ProblemCode } from '../http/problem.ts';
import { DryRunAsked, Instant, Webhook } from './submission.ts';

/** Jobs that are submitted together. Each is accepted or rejected on its own. */

const MOST_JOBS = 1_000;

/** One job of a batch: the body of `POST /v1/generations` or `POST /v1/downloads`, with its `type`. */
export const BatchItem = z
  .discriminatedUnion(
    'type',
    [
      generationWith({ type: z.literal('generation') }, { inBatch: true, idPrefix: 'Batch' }).meta({ id: 'BatchGeneration' }),
      DownloadInBatch.safeExtend({ type: z.literal('download') }).meta({ ...DownloadInBatch.meta(), id: 'BatchDownload' }),
    ],
    { error: ({ code }) => (code === 'invalid_union' ? 'must be "generation" or "download"' : 'must be an object') },
  )
  .meta({ id: 'BatchItem', description: 'A generation or a download, with the body of a single submission and its `type`.' });
export type BatchItem = z.infer<typeof BatchItem>;

/** The body of `POST /v1/batches`. */
export const BatchRequest = z
  .strictObject({
    jobs: z.array(BatchItem).min(1).max(MOST_JOBS).describe('Each is accepted or rejected on its own.'),
    webhook: optional(Webhook).describe('Used for each job that names no webhook, and for `batch.completed`.'),
    metadata: optional(Metadata).describe('Metadata of the batch. Its jobs do not inherit it.'),
    dry_run: DryRunAsked,
  })
  .meta({ id: 'BatchRequest', description: 'Up to 1,000 jobs to submit together.' });
export type BatchRequest = z.infer<typeof BatchRequest>;

/** The same body before its jobs are checked, so that one invalid job does not reject the others. */
export const BatchEnvelope = BatchRequest.extend({ jobs: z.array(z.unknown()).min(1).max(MOST_JOBS) });
export type BatchEnvelope = z.infer<typeof BatchEnvelope>;

const Counts = z.strictObject(Object.fromEntries(JobStatus.options.map((status) => [status, z.int()])) as Record<JobStatus, z.ZodInt>);

const batchFields = {
  id: BatchId,
  object: z.literal('batch'),
  status: z
    .enum(['running', 'completed'])
    .describe('`completed` once each accepted job has ended for the first time. It does not change back.'),
  tenant: z.string(),
  total: z.int().describe('Jobs submitted.'),
  accepted: z.int(),
  rejected: z.int(),
  ended: z.int().describe('Accepted jobs that have ended. It never decreases, also when a job is retried. A `held` job has not ended.'),
  progress: z
    .number()
    .min(0)
    .max(1)
    .describe('The share of accepted jobs that have ended, rounded down to hundredths. It is 1 only when all have ended.'),
  counts: Counts.describe('How many accepted jobs have each status now.'),
  metadata: z.record(z.string(), z.unknown()).nullable(),
  urls: z.strictObject({ self: z.string(), jobs: z.string().describe('The list of its jobs.') }),
  created_at: Instant,
  completed_at: Instant.nullable(),
};

/** A batch as the API, its event and its webhook show it. */
export const Batch = z.strictObject(batchFields).meta({ id: 'Batch', description: 'Jobs that were submitted together.' });
export type Batch = z.infer<typeof Batch>;

/** Why a job was rejected: the error of a single submission. Pointers start at the whole body. */
export const BatchItemError = z
  .strictObject({
    code: ProblemCode.describe('The problem code that a single submission of this job would get.'),
    detail: z.string(),
    errors: z
      .array(z.strictObject({ pointer: z.string(), detail: z.string() }))
      .optional()
      .describe('The first ten wrong fields. `pointer` starts at the whole body: `/jobs/3/prompt`.'),
  })
  .meta({ id: 'BatchItemError', description: 'Why a job of a batch was rejected.' });
export type BatchItemError = z.infer<typeof BatchItemError>;

/** A batch with the result of each submitted job, in order: its id, or why it was rejected. Lists and events omit these results. */
export const SubmittedBatch = z
  .strictObject({
    ...batchFields,
    jobs: z
      .array(z.union([z.strictObject({ index: z.int(), id: JobId }), z.strictObject({ index: z.int(), error: BatchItemError })]))
      .describe('The result of each submitted job, in order.'),
  })
  .meta({ id: 'SubmittedBatch', description: 'A batch, and the result of each submitted job.' });
export type SubmittedBatch = z.infer<typeof SubmittedBatch>;
