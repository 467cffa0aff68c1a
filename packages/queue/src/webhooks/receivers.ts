import { wantsEvent, type DeliveryId, type EndpointId, type EventPattern, type Tenant, type WebhookEventType } from '@darkroom/contracts';
import type { TraceContext } from '@darkroom/telemetry';

import type { EnabledEndpoint } from './endpoints.ts';
import { isLater, toEntryId } from '../records/event-order.ts';
import type { StoredEvent } from '../records/event-log.ts';
import { presentEvent } from '../present/present-event.ts';

/**
 * The receivers of an event, and their deliveries. The body is fixed here: every try to each receiver sends the same bytes. A delivery's id
 * is derived from the event and the receiver, so an event handled twice is still delivered under one id.
 */
export type Receiver = {
  url: string;
  endpointId: EndpointId | null;
  /** An endpoint that also counts for the webhook of the job or batch. */
  isOwnToo?: boolean;
};

/** The deliveries of one event, to be opened. */
export type NewDeliveries = {
  /** The event's place in the log. */
  event: string;
  type: WebhookEventType;
  tenant: Tenant;
  about: StoredEvent['about'];
  /** The job or batch. */
  subject: string;
  body: string;
  receivers: Receiver[];
  /** The trace of the job or batch; it is stored with that. */
  trace?: TraceContext | undefined;
};

/**
 * The webhook that the job or batch names, and each endpoint that wants the event. If both have the same URL there is one delivery: the
 * endpoint's, signed with both secrets. Several endpoints with the same URL each get their own, since each has its own secret and state.
 */
export function receiversOf(event: StoredEvent, standing: EnabledEndpoint[]): Receiver[] {
  const own = ownReceiver(event);
  const wanting = standing.filter((endpoint) => isLater(event.id, endpoint.after) && endpointWants(endpoint, event));
  const twin = own && wanting.find(({ url }) => isSameUrl(url, own.url));
  return [
    ...(own && !twin ? [own] : []),
    ...wanting.map((endpoint) =>
      endpoint === twin ? { url: own!.url, endpointId: endpoint.id, isOwnToo: true } : { url: endpoint.url, endpointId: endpoint.id },
    ),
  ];
}

/** The webhook that the job or batch names, if it asks for this event. */
export function ownReceiver(event: StoredEvent): Receiver | undefined {
  const webhook =
    event.about === 'job' ? event.record.spec.request.webhook : event.about === 'batch' ? event.batch.spec.webhook : undefined;
  return webhook && wantsEvent(webhook.events, event.type) ? { url: webhook.url, endpointId: null } : undefined;
}

/** Whether an endpoint wants an event. A test goes only to the tested endpoint; an endpoint does not get the event that it was disabled. */
export function endpointWants(endpoint: { id: EndpointId; events: EventPattern[] | null }, event: StoredEvent): boolean {
  const isItself = event.about === 'endpoint' && event.endpoint.id === endpoint.id;
  if (event.type === 'webhook.test' || isItself) return event.type === 'webhook.test' && isItself;
  return wantsEvent(endpoint.events, event.type);
}

export function newDeliveries(event: StoredEvent, receivers: Receiver[]): NewDeliveries {
  const { type, timestamp, data } = presentEvent(event);
  return {
    event: toEntryId(event.id),
    type: event.type,
    tenant: event.tenant,
    about: event.about,
    subject: event.about === 'job' ? event.record.id : event.about === 'batch' ? event.batch.id : '',
    body: JSON.stringify({ type, timestamp, data }),
    receivers,
    trace: traceOf(event),
  };
}

function traceOf(event: StoredEvent): TraceContext | undefined {
  return event.about === 'job' ? event.record.spec.trace : event.about === 'batch' ? event.batch.spec.trace : undefined;
}

/** `_job` or `_batch` if it goes to the receiver that the job or batch names. */
export function deliveryId(event: Pick<StoredEvent, 'id' | 'about'>, endpointId: EndpointId | null): DeliveryId {
  const place = toEntryId(event.id).replace('-', '_');
  return `dlv_${place}_${receiverPart(event.about, endpointId)}` as DeliveryId;
}

/** The receiver's part of a delivery's id. */
export function receiverPart(about: StoredEvent['about'], endpointId: EndpointId | null): string {
  return endpointId === null ? about : endpointId.slice('ep_'.length);
}

/** Compares URLs as connections use them: case and default ports do not matter, and a fragment is not sent. */
export function isSameUrl(a: string, b: string): boolean {
  return normalize(a) === normalize(b);
}

function normalize(text: string): string {
  if (!URL.canParse(text)) return text;
  const url = new URL(text);
  url.hash = '';
  return url.href;
}
