import { Batch, BatchId, BatchRequest, SubmittedBatch } from '@darkroom/contracts';

import { BATCH, QUEUED, SUBMITTED_BATCH } from '../examples.ts';
import type { Operations } from '../operation.ts';

export const batchOperations: Operations = {
  'POST /v1/batches': {
    id: 'submitBatch',
    tag: 'Batches',
    summary: 'Submit a batch',
    description: `Up to 1,000 generations and downloads, in a body of at most 4 MB. Each is accepted or rejected by itself: \`jobs\` of the answer says for each
its id, or what it would have been answered alone. All that were accepted are stored in one step: 202 means all of them, a 5xx none.

A download needs a generation that has succeeded before; to download what this batch makes, give its generations \`download\`. When each
accepted job has ended, \`batch.completed\` is told once; a \`held\` job has not ended, and what a retry does later does not count. Nothing accepted
is completed at once.`,
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
      },
    },
    answers: {
      202: {
        says: 'The batch is stored.',
        headers: { Location: 'always', 'Retry-After': 'sometimes' },
        json: SubmittedBatch,
        examples: { partly: { summary: 'One is accepted, the other is not', value: SUBMITTED_BATCH } },
      },
    },
  },

  'GET /v1/batches/:id': {
    id: 'getBatch',
    tag: 'Batches',
    summary: 'Look at a batch',
    description: 'How far its jobs have come. `Retry-After` comes until it is completed. Its jobs are listed by `GET /v1/jobs?batch_id=`.',
    path: { id: BatchId },
    answers: {
      200: {
        says: 'The batch.',
        headers: { 'Retry-After': 'sometimes' },
        json: Batch,
        examples: { running: { summary: 'Not completed yet', value: BATCH } },
      },
    },
    problems: ['not_found'],
  },
};
