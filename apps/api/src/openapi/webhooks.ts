import { Batch, Budget, Endpoint, Job, Reconciliation, type WebhookEventType } from '@darkroom/contracts';
import type { z } from 'zod';

import { RECONCILED } from './examples/reconciliations.ts';
import { DISABLED_ENDPOINT, ENDPOINT } from './examples/deliveries.ts';
import { ARCHIVED, CANCELED, COMPLETED_BATCH, DOWNLOADED, DOWNLOAD_QUEUED, HELD, SUCCEEDED, WAITING } from './examples/jobs.ts';
import { BUDGET, USED_UP_BUDGET } from './examples/money.ts';

/** The meaning of each event, the schema of its `data`, and an example. Events that are never sent are not listed. */
export const WEBHOOKS: Partial<Record<WebhookEventType, { says: string; data: z.ZodType; example: unknown }>> = {
  'generation.waiting': { says: 'Getty accepted a generation.', data: Job, example: WAITING },
  'generation.succeeded': { says: 'A generation has its images.', data: Job, example: SUCCEEDED },
  'generation.failed': { says: 'A generation failed; `error` has the reason.', data: Job, example: failed(WAITING) },
  'generation.canceled': { says: 'A generation was canceled.', data: Job, example: CANCELED },
  'generation.expired': { says: 'The deadline of a generation passed.', data: Job, example: { ...CANCELED, status: 'expired' } },
  'generation.held': { says: 'It is unknown whether Getty accepted a generation: `resolve` it.', data: Job, example: HELD },
  'download.waiting': { says: 'Getty accepted a download.', data: Job, example: { ...DOWNLOAD_QUEUED, status: 'waiting' } },
  'download.succeeded': { says: 'A download has its file.', data: Job, example: { ...DOWNLOAD_QUEUED, status: 'succeeded' } },
  'download.failed': { says: 'A download failed; `error` has the reason.', data: Job, example: failed(DOWNLOAD_QUEUED) },
  'download.canceled': { says: 'A download was canceled.', data: Job, example: { ...DOWNLOAD_QUEUED, status: 'canceled' } },
  'download.expired': { says: 'The deadline of a download passed.', data: Job, example: { ...DOWNLOAD_QUEUED, status: 'expired' } },
  'download.held': {
    says: 'It is unknown whether Getty accepted a download: `resolve` it.',
    data: Job,
    example: { ...DOWNLOAD_QUEUED, status: 'held' },
  },
  'download.archived': {
    says: 'The file of a download is in the archive. Sent to receivers that name this event.',
    data: Job,
    example: ARCHIVED,
  },
  'download.expiring': {
    says: 'The file of a download is not archived, and in seven days Getty deletes it or its job is removed. Sent once, to receivers that name this event.',
    data: Job,
    example: DOWNLOADED,
  },
  'batch.completed': {
    says: 'Each accepted job of a batch has ended.',
    data: Batch,
    example: COMPLETED_BATCH,
  },
  'endpoint.disabled': {
    says: 'An endpoint is disabled: it answered 410, it failed for days, or you disabled it. Sent to your other endpoints that name this event.',
    data: Endpoint,
    example: DISABLED_ENDPOINT,
  },
  'reconciliation.differences': {
    says: "A reconciliation found differences between Getty's history and your jobs. It has the first 100.",
    data: Reconciliation,
    example: RECONCILED,
  },
  'budget.warning': {
    says: 'A share of a budget is used: one of its `warn_at`. Once for each share in a period.',
    data: Budget,
    example: { ...BUDGET, reserved: '5', spent: '105', left: '27' },
  },
  'budget.exhausted': {
    says: 'A budget is used up, or a job found no room in it. Once in a period.',
    data: Budget,
    example: USED_UP_BUDGET,
  },
  'webhook.test': { says: 'You asked for a test of this endpoint.', data: Endpoint, example: ENDPOINT },
  'quota.exhausted': {
    says: "The quota of a product is used up: its generations wait. Sent once per pause, for the job with the first refusal, if that job's webhook names this event.",
    data: Job,
    example: { ...WAITING, status: 'queued', reason: 'paused', resume_at: '2026-11-21T12:10:02.000Z' },
  },
};

function failed(job: object): object {
  return { ...job, status: 'failed', error: { code: 'content_blocked', message: 'Getty blocked every image', getty: null } };
}
