import { isDefaultEvent, type DeliveryId, type EventId, type Webhook } from '@darkroom/contracts';
import { presentEvent, type StoredEvent, type Store } from '@darkroom/queue';

/**
 * Turns an event into the delivery that its job asks for, if it asks for one. The body is fixed here: every try sends the same bytes. The
 * delivery's id follows from the event's, so an event that is handled twice is still delivered under one id.
 */
export async function openDelivery(deliveries: Store['deliveries'], event: StoredEvent): Promise<void> {
  if (event.about !== 'job') return;
  const { webhook } = event.record.spec.request;
  if (!webhook || !wants(webhook, event)) return;
  const { type, timestamp, data } = presentEvent(event);
  await deliveries.open({
    id: deliveryId(event.id),
    eventId: event.id,
    eventType: event.type,
    tenant: event.record.tenant,
    jobId: event.record.id,
    url: webhook.url,
    body: JSON.stringify({ type, timestamp, data }),
  });
}

function wants(webhook: Webhook, event: StoredEvent): boolean {
  return webhook.events ? webhook.events.includes(event.type) : isDefaultEvent(event.type);
}

/** `_job` because it goes to the endpoint that the job itself names. */
function deliveryId(event: EventId): DeliveryId {
  return `dlv_${event.slice('evt_'.length).replace('-', '_')}_job` as DeliveryId;
}
