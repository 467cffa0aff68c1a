/** What the server sends of webhooks. */
export type { DeliveryCard, DeliveryDetail, DeliveryPage, EndpointCard, EndpointPage } from '../../../webhooks/webhook-data.ts';
