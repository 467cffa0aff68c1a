import { wantsEvent, type DeliveryId, type EndpointId, type EventPattern } from '@darkroom/contracts';

import type { NewDelivery } from './delivery-record.ts';
import type { StoredEvent } from './event-log.ts';
import { presentEvent } from './present-event.ts';

/**
 * Who is told of an event, and the delivery that tells them. Its body is fixed here: every try sends the same bytes. Its id follows from
 * the event and the receiver, so an event that is handled twice is still delivered under one id.
 */
export type Receiver = { url: string; endpointId: EndpointId | null };

/** The webhook that the job or batch names itself, when it asks for this event. */
export function ownReceiver(event: StoredEvent): Receiver | undefined {
  const webhook =
    event.about === 'job' ? event.record.spec.request.webhook : event.about === 'batch' ? event.batch.spec.webhook : undefined;
  return webhook && wantsEvent(webhook.events, event.type) ? { url: webhook.url, endpointId: null } : undefined;
}

/** Whether an endpoint is told of an event. A test goes to the endpoint that is tested; that one was disabled is no news to itself. */
export function isToldOf(endpoint: { id: EndpointId; events: EventPattern[] | null }, event: StoredEvent): boolean {
  const isItself = event.about === 'endpoint' && event.endpoint.id === endpoint.id;
  if (event.type === 'webhook.test' || isItself) return event.type === 'webhook.test' && isItself;
  return wantsEvent(endpoint.events, event.type);
}

export function newDelivery(event: StoredEvent, { url, endpointId }: Receiver): NewDelivery {
  const { type, timestamp, data } = presentEvent(event);
  return {
    id: deliveryId(event, endpointId),
    eventId: event.id,
    eventType: event.type,
    tenant: event.tenant,
    jobId: event.about === 'job' ? event.record.id : null,
    batchId: event.about === 'batch' ? event.batch.id : null,
    endpointId,
    url,
    body: JSON.stringify({ type, timestamp, data }),
  };
}

/** `_job` or `_batch` when it goes to the receiver that the job or batch names itself. */
export function deliveryId(event: Pick<StoredEvent, 'id' | 'about'>, endpointId: EndpointId | null): DeliveryId {
  const place = event.id.slice('evt_'.length).replace('-', '_');
  return `dlv_${place}_${endpointId === null ? event.about : endpointId.slice('ep_'.length)}` as DeliveryId;
}
