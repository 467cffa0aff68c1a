import type { Delivery, ListedDelivery } from '@darkroom/contracts';

import type { DeliveryDetail, DeliveryRecord } from '../records/delivery-record.ts';
import { instantText, instantTextOrNull } from './instant-text.ts';
import { WEBHOOK_HEADERS } from './webhook-headers.ts';

/** A delivery as a list shows it. */
export function presentListedDelivery(record: DeliveryRecord): ListedDelivery {
  return {
    id: record.id,
    object: 'delivery',
    tenant: record.tenant,
    event_id: record.eventId,
    event_type: record.eventType,
    job_id: record.jobId,
    batch_id: record.batchId,
    endpoint_id: record.endpointId,
    url: record.url,
    status: record.status,
    attempt_count: record.attempts,
    next_attempt_at: record.status === 'pending' ? instantText(record.nextAt ?? record.createdAt) : null,
    created_at: instantText(record.createdAt),
    finished_at: instantTextOrNull(record.finishedAt),
  };
}

/** A delivery with each of its tries, and what they send. */
export function presentDelivery(record: DeliveryRecord, { attempts, body }: DeliveryDetail): Delivery {
  const latest = attempts.at(-1);
  const headers = {
    ...WEBHOOK_HEADERS,
    'webhook-id': record.eventId,
    ...(latest && { 'webhook-timestamp': String(Math.floor(Date.parse(latest.at) / 1_000)) }),
    'webhook-signature': 'v1,[redacted]',
  };
  return { ...presentListedDelivery(record), attempts, request: { headers, body } };
}
