import type { BatchId, DeliveryId, DeliveryStatus, EndpointId, EventId, JobId, Tenant, WebhookEventType } from '@darkroom/contracts';

import { readCount, readNumber, type Fields } from './fields.ts';

/** One event on its way to one receiver. Instants in ms. */
export type DeliveryRecord = {
  id: DeliveryId;
  eventId: EventId;
  eventType: WebhookEventType;
  tenant: Tenant;
  /** What the event is about, where it is a job or a batch. */
  jobId: JobId | null;
  batchId: BatchId | null;
  /** null: the receiver is the one that the job or batch names itself. */
  endpointId: EndpointId | null;
  /** Where it was sent last, or will be sent first. */
  url: string;
  /** The exact bytes sent at every try. */
  body: string;
  status: DeliveryStatus;
  /** Tries made, and how many of them before this round: who sends again begins a new one. */
  attempts: number;
  roundFrom: number;
  nextAt: number | null;
  createdAt: number;
  finishedAt: number | null;
};

/** A delivery about to be opened. */
export type NewDelivery = Pick<
  DeliveryRecord,
  'id' | 'eventId' | 'eventType' | 'tenant' | 'jobId' | 'batchId' | 'endpointId' | 'url' | 'body'
>;

export function encodeNewDelivery(delivery: NewDelivery, now: number): Fields {
  const { jobId, batchId, endpointId } = delivery;
  return {
    event_id: delivery.eventId,
    event_type: delivery.eventType,
    tenant: delivery.tenant,
    ...(jobId && { job_id: jobId }),
    ...(batchId && { batch_id: batchId }),
    ...(endpointId && { endpoint_id: endpointId }),
    url: delivery.url,
    body: delivery.body,
    status: 'pending',
    created_at: String(now),
  };
}

export function decodeDelivery(id: string, fields: Fields): DeliveryRecord {
  return {
    id: id as DeliveryId,
    eventId: fields['event_id'] as EventId,
    eventType: fields['event_type'] as WebhookEventType,
    tenant: fields['tenant']!,
    jobId: (fields['job_id'] ?? null) as JobId | null,
    batchId: (fields['batch_id'] ?? null) as BatchId | null,
    endpointId: (fields['endpoint_id'] ?? null) as EndpointId | null,
    url: fields['url']!,
    body: fields['body']!,
    status: fields['status'] as DeliveryStatus,
    attempts: readCount(fields['attempts']),
    roundFrom: readCount(fields['round_from']),
    nextAt: fields['next_at'] ? Number(fields['next_at']) : null,
    createdAt: Number(fields['created_at']),
    finishedAt: readNumber(fields['finished_at']),
  };
}
