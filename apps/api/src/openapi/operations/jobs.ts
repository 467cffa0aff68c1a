import { NO_FIELDS } from '../no-fields.ts';
import { DownloadRequest, GenerationRequest, Job, JobChange, JobId } from '@darkroom/contracts';
import { z } from 'zod';

import { ListJobsQuery } from '../../jobs/show/list-jobs-query.ts';
import { RemoveJobQuery } from '../../jobs/act/remove-job-query.ts';
import { RetryRequest } from '../../jobs/act/retry-job.ts';
import { CANCELED, DOWNLOADED, DOWNLOAD_QUEUED, HELD, QUEUED, SUCCEEDED, WAITING } from '../examples/jobs.ts';
import { OPERATION_EXAMPLES } from '../examples/generations.ts';
import type { Operations } from '../operation.ts';
import { accepted, submitted } from './accepted.ts';

const JobPage = z
  .strictObject({
    data: z.array(Job),
    next_cursor: z
      .string()
      .nullable()
      .describe('The `cursor` of the next page; null on the last. A page may be short and still have a next one.'),
  })
  .meta({ id: 'JobPage', description: 'One page of jobs, newest first, without timelines.' });

export const jobOperations: Operations = {
  'POST /v1/generations': {
    id: 'submitGeneration',
    tag: 'Jobs',
    scope: 'submit',
    summary: 'Submit a generation',
    description: `The answer is sent when the job is stored: from then on it survives the crash of any process. Getty makes it later; follow the job, or wait
for a webhook.

The paid call is made at most once per run, unless Getty certainly did not accept it. Send an \`Idempotency-Key\`, so that you can repeat the
request if its answer is lost.`,
    headers: ['Idempotency-Key', 'Prefer'],
    body: {
      schema: GenerationRequest,
      examples: {
        prompt: { summary: 'A prompt is enough', value: { prompt: 'A red bicycle in the snow' } },
        all: {
          summary: 'With a download, a webhook and a deadline',
          value: {
            prompt: 'A red bicycle in the snow',
            negative_prompt: 'people',
            aspect_ratio: '16:9',
            media_type: 'photography',
            mood: 'cool',
            project_code: 'WINTER-26',
            download: { size_name: '4k', images: [0] },
            webhook: { url: 'https://example.com/hooks/darkroom', events: ['generation.succeeded', 'generation.failed'] },
            metadata: { order: 1 },
            deadline: '2026-11-22T12:00:00Z',
          },
        },
        ...OPERATION_EXAMPLES,
        dryRun: {
          summary: 'What it would cost',
          value: { prompt: 'A red bicycle in the snow', download: { size_name: '4k', images: 'all' }, dry_run: true },
        },
      },
    },
    answers: submitted({ 202: accepted('The job is stored.', 'Not sent yet', QUEUED), ended: SUCCEEDED }),
    problems: ['budget_used_up', 'not_found', 'price_unknown', 'too_many_open_jobs'],
  },

  'POST /v1/downloads': {
    id: 'submitDownload',
    tag: 'Jobs',
    scope: 'submit',
    summary: 'Submit a download',
    description:
      'One image of one of your generations. If the generation has not ended, the download waits for it, without cost. Downloads of one image run one after another. A 4k download may cost; Getty does not document the cost of a 1k one.',
    headers: ['Idempotency-Key', 'Prefer'],
    body: {
      schema: DownloadRequest,
      examples: {
        job: { summary: 'Of a job', value: { job_id: QUEUED.id, index: 0, size_name: '4k' } },
        getty: {
          summary: "By Getty's id",
          value: { generation_request_id: '0a1b2c3d-4e5f-6789-abcd-ef0123456789', index: 2, size_name: '1k', notes: 'Proof' },
        },
      },
    },
    answers: submitted({ 202: accepted('The job is stored.', 'Not sent yet', DOWNLOAD_QUEUED), ended: DOWNLOADED }),
    problems: ['budget_used_up', 'not_found', 'not_ready', 'price_unknown', 'too_many_open_jobs'],
  },

  'GET /v1/jobs': {
    id: 'listJobs',
    tag: 'Jobs',
    scope: 'read',
    covers: 'all_tenants',
    summary: 'List jobs',
    description: `Newest first, without timelines. A job must match all given filters.

A page may be short, or empty, and still have a next one if reading took about 2 seconds. A job that changes while you turn pages may leave or
enter the list. A cursor is a place in time: under another filter it continues from the same place.`,
    query: ListJobsQuery,
    answers: {
      200: {
        says: 'One page.',
        headers: { Link: 'sometimes' },
        json: JobPage,
        examples: { page: { summary: 'The last page', value: { data: [SUCCEEDED, CANCELED], next_cursor: null } } },
      },
    },
  },

  'GET /v1/jobs/:id': {
    id: 'getJob',
    tag: 'Jobs',
    scope: 'read',
    covers: 'all_tenants',
    summary: 'Get a job',
    description: `With its timeline. Always 200 for a job that exists, whatever its state. \`Retry-After\` is sent until it has ended: stop at \`succeeded\`,
\`failed\`, \`canceled\` or \`expired\`. A \`held\` job waits for an operator.`,
    path: { id: JobId },
    answers: {
      200: {
        says: 'The job.',
        headers: { 'Retry-After': 'sometimes' },
        json: Job,
        examples: {
          succeeded: { summary: 'Done; one image is blocked', value: SUCCEEDED },
          queued: { summary: 'In line for Getty', value: { ...QUEUED, reason: 'capacity', queue: { position: 3, eta_seconds: 41 } } },
          waiting: { summary: 'Getty works on it', value: { ...WAITING, queue: { position: null, eta_seconds: 8 } } },
          held: { summary: 'It is unknown whether it is paid', value: HELD },
        },
      },
    },
    problems: ['not_found'],
  },

  'PATCH /v1/jobs/:id': {
    id: 'changeJob',
    tag: 'Jobs',
    scope: 'manage',
    covers: 'all_tenants',
    summary: 'Change a job that was not sent',
    description: `Omitted fields stay; \`null\` resets a field to its default. \`metadata\` replaces all metadata. A job that Getty has, or may have, answers
409 \`already_sent\`, except to a change that it took before it was sent. So a request whose answer was lost can be repeated.`,
    path: { id: JobId },
    body: {
      schema: JobChange,
      examples: {
        first: { summary: 'Before your other jobs', value: { priority: 10 } },
        reset: { summary: 'At once, and with other metadata', value: { run_at: null, metadata: { order: 2 } } },
      },
    },
    answers: {
      200: {
        says: 'The current job.',
        json: Job,
        examples: {
          changed: { summary: 'With another priority', value: { ...QUEUED, seq: 2, request: { ...QUEUED.request, priority: 10 } } },
        },
      },
    },
    problems: ['not_found', 'already_sent', 'already_finished'],
  },

  'DELETE /v1/jobs/:id': {
    id: 'removeJob',
    tag: 'Jobs',
    scope: 'manage',
    covers: 'all_tenants',
    summary: 'Remove a job that has ended',
    description: `With all its data: request, result, timeline and deliveries. Pending webhooks are not sent. Its files in the archive are removed soon after, unless \`keep_archive\` is true. The cost at Getty does not change. A job that
has not ended answers 409 \`not_finished\`: cancel it first.`,
    path: { id: JobId },
    query: RemoveJobQuery,
    answers: { 204: { says: 'It is removed.' } },
    problems: ['not_found', 'not_finished'],
  },

  'POST /v1/jobs/:id/cancel': {
    id: 'cancelJob',
    tag: 'Jobs',
    scope: 'manage',
    covers: 'all_tenants',
    summary: 'Cancel a job',
    description:
      'An unsent job ends at once, without cost. Getty cannot cancel: an accepted call stays charged, as `billing` shows. Safe to repeat.',
    path: { id: JobId },
    headers: ['Idempotency-Key'],
    body: NO_FIELDS,
    answers: {
      200: { says: 'It has ended as `canceled`.', json: Job, examples: { canceled: { summary: 'Never sent', value: CANCELED } } },
      202: accepted('Getty may have it; the job ends when that is known.', 'Still waiting', WAITING),
    },
    problems: ['not_found', 'already_finished'],
  },

  'POST /v1/jobs/:id/retry': {
    id: 'retryJob',
    tag: 'Jobs',
    scope: 'manage',
    covers: 'all_tenants',
    summary: 'Run a job again',
    description: `For a job that failed, was canceled or expired. The next \`run\` continues under the same id from its last state: what Getty has accepted is
polled, not paid again. If a paid result is lost, or may have been paid, it requires \`confirm_cost\`.`,
    path: { id: JobId },
    headers: ['Idempotency-Key'],
    body: {
      schema: RetryRequest,
      optional: true,
      examples: {
        plain: { summary: 'If it is free', value: {} },
        confirmed: { summary: 'Even if it costs', value: { confirm_cost: true } },
      },
    },
    answers: { 202: accepted('The next run has begun.', 'Run 2', { ...WAITING, run: 2, seq: 8 }) },
    problems: ['budget_used_up', 'not_found', 'not_finished', 'already_finished', 'may_charge_again', 'price_unknown'],
  },
};
