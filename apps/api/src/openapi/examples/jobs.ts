import type { Batch, Job, SubmittedBatch } from '@darkroom/contracts';
import type { z } from 'zod';

/** The jobs in examples: a generation with a download, from beginning to end. A test checks them against their schemas. */

const ID = 'job_0199f2a4c1d07b6c9e5f3a2b1c0d4e5f';
const GETTY_ID = '0a1b2c3d-4e5f-6789-abcd-ef0123456789';
const DOWNLOAD_ID = 'job_0199f2a5b7e27c119d3a6f80c2e4b1d7';

export const QUEUED = {
  id: ID,
  object: 'job',
  type: 'generation',
  status: 'queued',
  reason: null,
  run: 1,
  seq: 1,
  tenant: 'acme',
  operation: 'generate',
  source: null,
  request: { prompt: 'A red bicycle in the snow', aspect_ratio: '16:9', download: { size_name: '4k', images: [0] } },
  getty: { generation_request_id: null, index: null, polls: 0, last_status: null },
  billing: { state: 'not_charged', because: 'nothing_sent', calls: [] },
  result: null,
  error: null,
  attempts: 0,
  batch_id: null,
  parent_id: null,
  submitted_by: 'key_0199f2a4c1d07b6c9e5f3a2b1c0d4e62',
  downloads: [],
  metadata: { order: 1 },
  urls: { self: `/v1/jobs/${ID}`, events: `/v1/jobs/${ID}/events`, cancel: `/v1/jobs/${ID}/cancel` },
  resume_at: null,
  deadline_at: '2026-11-22T12:00:00.000Z',
  deadline_because: 'default_unsent',
  created_at: '2026-11-21T12:00:00.000Z',
  submitted_at: null,
  updated_at: '2026-11-21T12:00:00.000Z',
  finished_at: null,
  archive: null,
  images_expire_at: null,
} satisfies z.input<typeof Job>;

const submitted = { ...QUEUED, submitted_at: '2026-11-21T12:00:01.000Z', attempts: 1 };

export const WAITING = {
  ...submitted,
  status: 'waiting',
  seq: 3,
  getty: { generation_request_id: GETTY_ID, index: null, polls: 4, last_status: 202 },
  billing: {
    state: 'charged',
    because: 'getty_accepted',
    calls: [{ at: '2026-11-21T12:00:01.000Z', state: 'charged', because: 'getty_accepted' }],
  },
  deadline_at: '2026-11-21T12:30:02.000Z',
  deadline_because: 'default_at_getty',
  updated_at: '2026-11-21T12:00:02.000Z',
} satisfies z.input<typeof Job>;

export const SUCCEEDED = {
  ...WAITING,
  status: 'succeeded',
  seq: 4,
  getty: { generation_request_id: GETTY_ID, index: null, polls: 9, last_status: 200 },
  result: {
    generation_request_id: GETTY_ID,
    seed: 724_113,
    images: [
      {
        index: 0,
        is_blocked: false,
        preview_urls: [{ preview_size: 'comp', image_url: 'https://example.com/previews/0.jpg', width: 1024, height: 576 }],
        url: null,
      },
      { index: 1, is_blocked: true, preview_urls: [], url: null },
    ],
    url_expires_at: '2026-11-22T12:00:31.000Z',
  },
  downloads: [DOWNLOAD_ID],
  updated_at: '2026-11-21T12:00:31.000Z',
  finished_at: '2026-11-21T12:00:31.000Z',
  images_expire_at: '2027-05-21T12:00:31.000Z',
} satisfies z.input<typeof Job>;

export const HELD = {
  ...submitted,
  status: 'held',
  seq: 3,
  billing: {
    state: 'unknown',
    because: 'outcome_unknown',
    calls: [{ at: '2026-11-21T12:00:01.000Z', state: 'unknown', because: 'outcome_unknown' }],
  },
  error: { code: 'outcome_unknown', message: 'A paid call was sent and its outcome could not be determined', getty: null },
  updated_at: '2026-11-21T12:02:36.000Z',
} satisfies z.input<typeof Job>;

export const CANCELED = {
  ...QUEUED,
  status: 'canceled',
  seq: 2,
  updated_at: '2026-11-21T12:00:00.500Z',
  finished_at: '2026-11-21T12:00:00.500Z',
} satisfies z.input<typeof Job>;

export const DOWNLOAD_QUEUED = {
  ...QUEUED,
  id: DOWNLOAD_ID,
  type: 'download',
  operation: null,
  request: { job_id: ID, generation_request_id: GETTY_ID, index: 0, size_name: '4k' },
  getty: { generation_request_id: GETTY_ID, index: 0, polls: 0, last_status: null },
  metadata: null,
  urls: { self: `/v1/jobs/${DOWNLOAD_ID}`, events: `/v1/jobs/${DOWNLOAD_ID}/events`, cancel: `/v1/jobs/${DOWNLOAD_ID}/cancel` },
} satisfies z.input<typeof Job>;

export const DOWNLOADED = {
  ...DOWNLOAD_QUEUED,
  status: 'succeeded',
  seq: 4,
  getty: { generation_request_id: GETTY_ID, index: 0, polls: 3, last_status: 200 },
  billing: {
    state: 'charged',
    because: 'getty_accepted',
    calls: [{ at: '2026-11-21T12:00:01.000Z', state: 'charged', because: 'getty_accepted' }],
  },
  result: {
    url: 'https://example.com/downloads/0.jpg',
    generated_asset_id: '1f2e3d4c',
    size_name: '4k',
    url_expires_at: '2026-11-22T12:00:40.000Z',
  },
  attempts: 1,
  deadline_at: '2026-11-21T12:30:35.000Z',
  deadline_because: 'default_at_getty',
  submitted_at: '2026-11-21T12:00:35.000Z',
  updated_at: '2026-11-21T12:00:40.000Z',
  finished_at: '2026-11-21T12:00:40.000Z',
} satisfies z.input<typeof Job>;

export const ARCHIVED = {
  ...DOWNLOADED,
  seq: 5,
  archive: {
    state: 'done',
    bytes: 9_437_184,
    sha256: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
    at: '2026-11-21T12:00:42.000Z',
    error: null,
  },
  updated_at: '2026-11-21T12:00:42.000Z',
  images_expire_at: '2027-05-21T12:00:31.000Z',
} satisfies z.input<typeof Job>;

const BATCH_ID = 'batch_0199f2a4c1d07b6c9e5f3a2b1c0d4e5f';

export const BATCH = {
  id: BATCH_ID,
  object: 'batch',
  status: 'running',
  tenant: 'acme',
  total: 2,
  accepted: 1,
  rejected: 1,
  ended: 0,
  progress: 0,
  counts: { queued: 1, submitting: 0, waiting: 0, succeeded: 0, failed: 0, canceled: 0, expired: 0, held: 0 },
  metadata: { campaign: 'winter' },
  urls: { self: `/v1/batches/${BATCH_ID}`, jobs: `/v1/jobs?batch_id=${BATCH_ID}` },
  created_at: '2026-11-21T12:00:00.000Z',
  completed_at: null,
} satisfies z.input<typeof Batch>;

export const COMPLETED_BATCH = {
  ...BATCH,
  status: 'completed',
  ended: 1,
  progress: 1,
  counts: { ...BATCH.counts, queued: 0, succeeded: 1 },
  completed_at: '2026-11-21T12:00:31.000Z',
} satisfies z.input<typeof Batch>;

export const SUBMITTED_BATCH = {
  ...BATCH,
  jobs: [
    { index: 0, id: ID },
    { index: 1, error: { code: 'not_ready', detail: 'A generation has images once it has succeeded; this one is waiting.' } },
  ],
} satisfies z.input<typeof SubmittedBatch>;

export const CANCELED_BATCH = {
  ...SUBMITTED_BATCH,
  status: 'completed',
  ended: 1,
  progress: 1,
  counts: { ...BATCH.counts, queued: 0, canceled: 1 },
  completed_at: '2026-11-21T12:00:05.000Z',
} satisfies z.input<typeof SubmittedBatch>;
