import { BulkAction, BulkRequest } from '@darkroom/contracts';

import { DOWNLOADED, QUEUED } from '../examples/jobs.ts';
import type { Operation, Operations } from '../operation.ts';

const DESCRIPTION = `Up to 1,000 jobs a call: those with these \`ids\`, or all that match one \`filter\`, newest first. Each is handled like a single call, and
\`data\` has the result for each. While \`next_cursor\` is not null more jobs match: call again with it as \`cursor\`. An empty filter is refused.
With \`dry_run\` nothing is changed, and the answer shows the expected result.

Under an \`Idempotency-Key\` repeated calls within a day cover the same jobs, and act on each once.`;

function bulk(id: string, summary: string, action: 'cancel' | 'retry'): Operation {
  const refusal = { code: 'already_finished', detail: 'The job has ended as succeeded.' };
  const data = [
    { id: QUEUED.id, outcome: 'done' },
    { id: DOWNLOADED.id, outcome: 'refused', error: refusal },
  ];
  const answered = { object: 'bulk_action', action, dry_run: false, matched: 2, counts: { done: 1, requested: 0, refused: 1 } };
  return {
    id,
    tag: 'Jobs',
    scope: 'manage',
    covers: 'all_tenants',
    summary,
    description: DESCRIPTION,
    headers: ['Idempotency-Key'],
    body: {
      schema: BulkRequest,
      examples: {
        ids: { summary: 'By id', value: { ids: [QUEUED.id] } },
        filter: {
          summary: 'By what they have in common',
          value: { filter: { status: 'failed', project_code: 'WINTER-26' }, dry_run: true },
        },
      },
    },
    answers: {
      200: {
        says: 'The result for each job.',
        json: BulkAction,
        examples: { partly: { summary: 'One of two', value: { ...answered, cost: null, data, next_cursor: null } } },
      },
    },
  };
}

export const bulkOperations: Operations = {
  'POST /v1/jobs/cancel': bulk('cancelJobs', 'Cancel many jobs', 'cancel'),
  'POST /v1/jobs/retry': bulk('retryJobs', 'Run many jobs again', 'retry'),
};
