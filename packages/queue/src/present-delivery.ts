import type { Delivery, DeliveryAttempt, ListedDelivery } from '@darkroom/contracts';

import type { DeliveryRecord } from './delivery-record.ts';
import { instantText, instantTextOrNull } from './instant-text.ts';

/** A delivery as a list shows it. */
export function presentListedDelivery(record: DeliveryRecord): ListedDelivery {
  return {
    id: record.id,
    object: 'delivery',
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

/** A delivery with each of its tries. */
export function presentDelivery(record: DeliveryRecord, attempts: DeliveryAttempt[]): Delivery {
  return { ...presentListedDelivery(record), attempts };
}
