import type { Delivery, Endpoint, ListedDelivery } from '@darkroom/contracts';
import type { z } from 'zod';

import { QUEUED } from './jobs.ts';

/** The endpoint and the deliveries in examples. A test checks them against their schemas. */

export const ENDPOINT_SECRET = 'whsec_ZXhhbXBsZS1vbmx5LW5vdC1hLXNlY3JldC1hdC1hbGw=';

export const ENDPOINT = {
  id: 'ep_0199f2a4c1d07b6c9e5f3a2b1c0d4e5f',
  object: 'endpoint',
  tenant: 'acme',
  url: 'https://example.com/hooks/darkroom',
  events: null,
  description: 'Gallery',
  metadata: null,
  status: 'enabled',
  disabled: null,
  previous_secret_expires_at: null,
  last_success_at: '2026-11-21T12:00:31.000Z',
  failing_since: null,
  created_at: '2026-11-21T09:00:00.000Z',
  updated_at: '2026-11-21T09:00:00.000Z',
} satisfies z.input<typeof Endpoint>;

export const DISABLED_ENDPOINT = {
  ...ENDPOINT,
  status: 'disabled',
  disabled: { reason: 'gone', at: '2026-11-21T13:00:00.000Z' },
  updated_at: '2026-11-21T13:00:00.000Z',
} satisfies z.input<typeof Endpoint>;

export const DELIVERY = {
  id: 'dlv_1795262431000_0_0199f2a4c1d07b6c9e5f3a2b1c0d4e5f',
  object: 'delivery',
  tenant: 'acme',
  event_id: 'evt_1795262431000-0',
  event_type: 'generation.succeeded',
  job_id: QUEUED.id,
  batch_id: null,
  endpoint_id: ENDPOINT.id,
  url: ENDPOINT.url,
  status: 'delivered',
  attempt_count: 1,
  attempts: [{ at: '2026-11-21T12:00:31.010Z', attempt: 1, status: 204, duration_ms: 38, error: null, response: '' }],
  next_attempt_at: null,
  created_at: '2026-11-21T12:00:31.005Z',
  finished_at: '2026-11-21T12:00:31.048Z',
  request: {
    headers: {
      'content-type': 'application/json',
      'user-agent': 'Darkroom/1.0.0 (webhooks)',
      'webhook-id': 'evt_1795262431000-0',
      'webhook-timestamp': '1795262431',
      'webhook-signature': 'v1,[redacted]',
    },
    body: '{"type":"generation.succeeded","timestamp":"2026-11-21T12:00:31.000Z","data":{}}',
  },
} satisfies z.input<typeof Delivery>;

const { attempts: _attempts, request: _request, ...listed } = DELIVERY;
export const LISTED_DELIVERY = listed satisfies z.input<typeof ListedDelivery>;

export const FAILED_DELIVERY = {
  ...DELIVERY,
  status: 'failed',
  attempt_count: 2,
  attempts: [
    { at: '2026-11-21T12:00:31.010Z', attempt: 1, status: 500, duration_ms: 120, error: 'answered 500', response: 'out of order' },
    { at: '2026-11-21T12:00:36.214Z', attempt: 2, status: null, duration_ms: 5_000, error: 'no connection within 5 s', response: null },
  ],
  finished_at: '2026-11-21T12:00:41.214Z',
} satisfies z.input<typeof Delivery>;
