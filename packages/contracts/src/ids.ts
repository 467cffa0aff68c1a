import { z } from 'zod';

/** `job_` and 32 hex digits. */
export const JobId = z
  .string()
  .regex(/^job_[0-9a-f]{32}$/, 'must be a job id')
  .brand<'JobId'>();
export type JobId = z.infer<typeof JobId>;

/** `evt_<milliseconds>-<n>`: the event's id in the Redis stream, and so its place in time. */
export const EventId = z
  .string()
  .regex(/^evt_\d+-\d+$/, 'must be an event id')
  .brand<'EventId'>();
export type EventId = z.infer<typeof EventId>;

export const DeliveryId = z
  .string()
  .regex(/^dlv_[0-9a-z_-]+$/, 'must be a delivery id')
  .brand<'DeliveryId'>();
export type DeliveryId = z.infer<typeof DeliveryId>;

/** `batch_` and 32 hex digits. */
export const BatchId = z
  .string()
  .regex(/^batch_[0-9a-f]{32}$/, 'must be a batch id')
  .brand<'BatchId'>();
export type BatchId = z.infer<typeof BatchId>;

/** `ep_` and 32 hex digits. */
export const EndpointId = z
  .string()
  .regex(/^ep_[0-9a-f]{32}$/, 'must be an endpoint id')
  .brand<'EndpointId'>();
export type EndpointId = z.infer<typeof EndpointId>;

/** The owner of API keys, jobs, endpoints and budgets. */
export type Tenant = string;
