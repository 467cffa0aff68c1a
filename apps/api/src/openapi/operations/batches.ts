import { Batch, BatchId, BatchRequest, DryRun, SubmittedBatch } from '@darkroom/contracts';
import { z } from 'zod';

import { ListBatchesQuery } from '../../batches/list-batches.ts';
import { BATCH, CANCELED_BATCH, QUEUED, SUBMITTED_BATCH } from '../examples/jobs.ts';
import { BATCH_DRY_RUN } from '../examples/money.ts';
import { NO_FIELDS } from '../no-fields.ts';
import { CHAIN } from '../examples/generations.ts';
import type { Operations } from '../operation.ts';

const BatchPage = z
  .strictObject({ data: z.array(Batch), next_cursor: z.string().nullable() })
  .meta({ id: 'BatchPage', description: 'One page of batches, newest first, without their jobs.' });

export const batchOperations: Operations = {
  'POST /v1/batches': {
    id: 'submitBatch',
    tag: 'Batches',
    scope: 'submit',
    summary: 'Submit a batch',
    description: `Up to 1,000 generations and downloads, in a body of at most 4 MB. Each is accepted or rejected on its own: \`jobs\` of the answer has the
id of each, or the error that a single submission would get. All accepted jobs are stored in one step: 202 means all of them, a 5xx none.

A job may be made from an earlier one of the batch: \`batch_index\` is the place of that one, in \`source\` of a generation, or of a download in
place of \`job_id\`. It waits for it without cost, and is rejected with it. When each accepted job has ended, there is one event \`batch.completed\`. A \`held\` job has not ended, and later retries do not count. A batch without
accepted jobs is completed at once.`,
    headers: ['Idempotency-Key'],
    body: {
      schema: BatchRequest,
      examples: {
        two: {
          summary: 'A generation and a download, with one webhook for both and for the end',
          value: {
            jobs: [
              { type: 'generation', prompt: 'A red bicycle in the snow' },
              { type: 'download', job_id: QUEUED.id, index: 0, size_name: '4k' },
            ],
            webhook: { url: 'https://example.com/hooks/darkroom' },
            metadata: { campaign: 'winter' },
          },
        },
        chain: { summary: 'A chain: each job is made from an earlier one of the batch', value: CHAIN },
      },
    },
    answers: {
      200: {
        says: 'With `dry_run`: what it would come to.',
        json: DryRun,
        examples: { dryRun: { summary: 'One fits, one does not, one is not valid', value: BATCH_DRY_RUN } },
      },
      202: {
        says: 'The batch is stored.',
        headers: { Location: 'always', 'Retry-After': 'sometimes' },
        json: SubmittedBatch,
        examples: { partly: { summary: 'One is accepted, the other is not', value: SUBMITTED_BATCH } },
      },
    },
    problems: ['too_many_open_jobs'],
  },

  'GET /v1/batches': {
    id: 'listBatches',
    tag: 'Batches',
    scope: 'read',
    covers: 'all_tenants',
    summary: 'List batches',
    description: 'Newest first, without their jobs: get one batch to see them.',
    query: ListBatchesQuery,
    answers: {
      200: {
        says: 'One page.',
        headers: { Link: 'sometimes' },
        json: BatchPage,
        examples: { page: { summary: 'The last page', value: { data: [BATCH], next_cursor: null } } },
      },
    },
  },

  'GET /v1/batches/:id': {
    id: 'getBatch',
    tag: 'Batches',
    scope: 'read',
    covers: 'all_tenants',
    summary: 'Get a batch',
    description: `How far its jobs have come, and for each job that was submitted its id, or why it was rejected. \`Retry-After\` comes until the batch is
completed. \`GET /v1/jobs?batch_id=\` shows its jobs as they are now.`,
    path: { id: BatchId },
    answers: {
      200: {
        says: 'The batch.',
        headers: { 'Retry-After': 'sometimes' },
        json: SubmittedBatch,
        examples: { running: { summary: 'Not completed yet', value: SUBMITTED_BATCH } },
      },
    },
    problems: ['not_found'],
  },

  'POST /v1/batches/:id/cancel': {
    id: 'cancelBatch',
    tag: 'Batches',
    scope: 'manage',
    covers: 'all_tenants',
    summary: 'Cancel a batch',
    description: `Cancels each of its jobs that has not ended, like canceling that job. What Getty has accepted stays paid. Downloads started by a finished
generation are separate jobs and continue.

An interrupted call can be repeated: it continues with the rest.`,
    path: { id: BatchId },
    headers: ['Idempotency-Key'],
    body: NO_FIELDS,
    answers: {
      200: {
        says: 'All of its jobs have ended.',
        json: SubmittedBatch,
        examples: { canceled: { summary: 'Nothing had been sent', value: CANCELED_BATCH } },
      },
      202: {
        says: 'Getty still has some of its jobs. They end at their next poll.',
        headers: { Location: 'always', 'Retry-After': 'sometimes' },
        json: SubmittedBatch,
        examples: {
          asked: {
            summary: 'Its job is at Getty',
            value: { ...SUBMITTED_BATCH, counts: { ...SUBMITTED_BATCH.counts, queued: 0, waiting: 1 } },
          },
        },
      },
    },
    problems: ['not_found', 'already_finished'],
  },
};
