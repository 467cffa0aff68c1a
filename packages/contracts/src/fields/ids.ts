import { z } from 'zod';

/** `job_` and 32 hex digits. */
export const JobId = z
  .string()
  .regex(/^job_[0-9a-f]{32}$/, 'must be a job id')
  .brand<'JobId'>()
  .meta({ id: 'JobId', description: 'The id of a job.', examples: ['job_0199f2a4c1d07b6c9e5f3a2b1c0d4e5f'] });
export type JobId = z.infer<typeof JobId>;

/**
 * `evt_<milliseconds>-<n>`: the event's id in the Redis stream, which also orders events in time. Redis can parse every id that matches.
 */
export const EventId = z
  .string()
  .regex(/^evt_\d{1,15}-\d{1,19}$/, 'must be an event id')
  .brand<'EventId'>()
  .meta({
    id: 'EventId',
    description: 'The id of an event: the same in streams, feed and as `webhook-id`.',
    examples: ['evt_1795266000000-0'],
  });
export type EventId = z.infer<typeof EventId>;

export const DeliveryId = z
  .string()
  .regex(/^dlv_[0-9a-z_-]+$/, 'must be a delivery id')
  .brand<'DeliveryId'>()
  .meta({ id: 'DeliveryId', description: 'The id of a delivery.', examples: ['dlv_1795266000000_0_job'] });
export type DeliveryId = z.infer<typeof DeliveryId>;

/** `batch_` and 32 hex digits. */
export const BatchId = z
  .string()
  .regex(/^batch_[0-9a-f]{32}$/, 'must be a batch id')
  .brand<'BatchId'>()
  .meta({ id: 'BatchId', description: 'The id of a batch.', examples: ['batch_0199f2a4c1d07b6c9e5f3a2b1c0d4e60'] });
export type BatchId = z.infer<typeof BatchId>;

/** `ep_` and 32 hex digits. */
export const EndpointId = z
  .string()
  .regex(/^ep_[0-9a-f]{32}$/, 'must be an endpoint id')
  .brand<'EndpointId'>()
  .meta({ id: 'EndpointId', description: 'The id of a webhook endpoint.', examples: ['ep_0199f2a4c1d07b6c9e5f3a2b1c0d4e61'] });
export type EndpointId = z.infer<typeof EndpointId>;

/** `rec_` and 32 hex digits. */
export const ReconciliationId = z
  .string()
  .regex(/^rec_[0-9a-f]{32}$/, 'must be a reconciliation id')
  .brand<'ReconciliationId'>()
  .meta({ id: 'ReconciliationId', description: 'The id of a reconciliation.', examples: ['rec_0199f2a4c1d07b6c9e5f3a2b1c0d4e62'] });
export type ReconciliationId = z.infer<typeof ReconciliationId>;

/** The owner of API keys, jobs, endpoints and budgets. */
export type Tenant = string;
