import { z } from 'zod';

import { WebhookEventType } from '../fields/event-type.ts';
import { BatchId, DeliveryId, EndpointId, EventId, JobId } from '../fields/ids.ts';
import { Instant } from '../jobs/submission.ts';

/** One event on its way to one receiver, and each try. */

export const DeliveryStatus = z.enum(['pending', 'delivered', 'failed', 'refused']).meta({
  id: 'DeliveryStatus',
  description: [
    '* `pending`: the receiver has not accepted it yet; `next_attempt_at` is the time of the next try.',
    '* `delivered`: answered with 2xx.',
    '* `failed`: its tries are used up.',
    '* `refused`: the receiver answered 410, its address may not be called, or its endpoint was disabled or deleted.',
  ].join('\n'),
});
export type DeliveryStatus = z.infer<typeof DeliveryStatus>;

/** One try: its answer (or `error`) and how long it took. */
export const DeliveryAttempt = z
  .strictObject({
    at: Instant,
    attempt: z.int().describe('Counted from 1, over all rounds.'),
    status: z.int().nullable().describe('The HTTP status; null without an answer.'),
    duration_ms: z.int(),
    error: z.string().nullable(),
    response: z
      .string()
      .nullable()
      .describe('The first KiB of the answer, kept for the latest tries of an event. Signatures and secrets are redacted.'),
  })
  .meta({ id: 'DeliveryAttempt' });
export type DeliveryAttempt = z.infer<typeof DeliveryAttempt>;

const deliveryFields = {
  id: DeliveryId,
  object: z.literal('delivery'),
  tenant: z.string().describe('The tenant that it belongs to.'),
  event_id: EventId.describe('The `webhook-id` of every try.'),
  event_type: WebhookEventType,
  job_id: JobId.nullable().describe('The job that the event is about.'),
  batch_id: BatchId.nullable().describe('The batch that the event is about.'),
  endpoint_id: EndpointId.nullable().describe('null: it goes to the webhook that the job or batch names.'),
  url: z.string(),
  status: DeliveryStatus,
  attempt_count: z.int().describe('How many tries were made, in all rounds.'),
  next_attempt_at: Instant.nullable(),
  created_at: Instant,
  finished_at: Instant.nullable(),
};

/** What the latest try sent, or what the first try will send. */
export const DeliveryRequest = z
  .strictObject({
    headers: z.record(z.string(), z.string()).describe('Headers, with the signature redacted.'),
    body: z.string().describe('The exact text of each try.'),
  })
  .meta({ id: 'DeliveryRequest' });
export type DeliveryRequest = z.infer<typeof DeliveryRequest>;

/** A delivery with each of its tries. */
export const Delivery = z
  .strictObject({
    ...deliveryFields,
    attempts: z.array(DeliveryAttempt).describe('The latest tries, first to last, at most 30.'),
    request: DeliveryRequest,
  })
  .meta({ id: 'Delivery', description: 'One event on its way to one receiver.' });
export type Delivery = z.infer<typeof Delivery>;

/** A delivery in a list. It only counts the tries, since the answers of a hundred deliveries would take megabytes. */
export const ListedDelivery = z.strictObject(deliveryFields).meta({ id: 'ListedDelivery', description: 'A delivery in a list.' });
export type ListedDelivery = z.infer<typeof ListedDelivery>;
