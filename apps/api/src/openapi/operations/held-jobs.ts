import { Candidates, Job, JobId, ResolveRequest } from '@darkroom/contracts';

import { HELD, WAITING } from '../examples/jobs.ts';
import type { Operations } from '../operation.ts';
import { accepted } from './accepted.ts';

/** Operations for jobs that wait for an operator. */
export const heldJobOperations: Operations = {
  'POST /v1/jobs/:id/resolve': {
    id: 'resolveJob',
    tag: 'Jobs',
    scope: 'manage',
    covers: 'all_tenants',
    summary: 'Resolve a held job',
    description: `A job is \`held\` when a paid call got no answer and Getty's history does not show it. Nothing more is spent until an operator has checked
Getty (\`GET …/candidates\` helps) and decides. Getty is asked for a generation before it is adopted. If Getty does not know it, or it belongs or may
belong to another job, the answer is 422 and the job stays held. A late answer from Getty can end \`held\` earlier.`,
    path: { id: JobId },
    headers: ['Idempotency-Key'],
    body: {
      schema: ResolveRequest,
      examples: {
        adopt: {
          summary: 'Getty has it',
          value: { action: 'adopt', generation_request_id: '0a1b2c3d-4e5f-6789-abcd-ef0123456789' },
        },
        retry: { summary: 'Send it again, and pay for both if Getty accepted the first', value: { action: 'retry', confirm_cost: true } },
        fail: { summary: 'Give it up', value: { action: 'fail' } },
      },
    },
    answers: {
      200: {
        says: 'It has ended.',
        headers: { 'Retry-After': 'sometimes' },
        json: Job,
        examples: {
          failed: {
            summary: 'Given up',
            value: { ...HELD, status: 'failed', error: { code: 'given_up', message: 'Given up by a person', getty: null } },
          },
        },
      },
      202: accepted('The next run has begun.', 'Adopted: Getty is asked for it', {
        ...WAITING,
        run: 2,
        seq: 5,
        billing: {
          state: 'charged',
          because: 'adopted',
          calls: [{ at: '2026-11-21T12:00:01.000Z', state: 'charged', because: 'adopted' }],
        },
      }),
    },
    problems: [
      'budget_used_up',
      'not_found',
      'not_held',
      'may_charge_again',
      'looks_different',
      'price_unknown',
      'getty_refused',
      'getty_unavailable',
    ],
  },

  'GET /v1/jobs/:id/candidates': {
    id: 'listCandidates',
    tag: 'Jobs',
    scope: 'read',
    covers: 'all_tenants',
    summary: 'Show what Getty has around a held call',
    description: `Generations in Getty's history that a held generation may have paid for, best match first. They are entries with this job's mark, and
entries without mark and owner of the same operation, prompt and product. An operator sees all entries that no other job owns. A download has none: Getty stores its file under its image.`,
    path: { id: JobId },
    answers: {
      200: {
        says: 'The generations found.',
        json: Candidates,
        examples: {
          found: {
            summary: 'The answer was lost, and Getty has it',
            value: {
              object: 'candidates',
              job_id: HELD.id,
              complete: true,
              data: [
                {
                  generation_request_id: '0a1b2c3d-4e5f-6789-abcd-ef0123456789',
                  generated_at: '2026-11-21T12:00:02.000Z',
                  operation: 'generate',
                  prompt: 'A red bicycle in the snow',
                  notes: `[darkroom:${HELD.id}.1.1]`,
                  preview_urls: [],
                  fit: 'certain',
                  because: ['mark', 'prompt', 'time'],
                },
              ],
            },
          },
        },
      },
    },
    problems: ['not_found', 'not_held', 'getty_refused', 'getty_unavailable'],
  },
};
