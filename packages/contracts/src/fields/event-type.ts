import { z } from 'zod';

const JOB_EVENTS = ['waiting', 'succeeded', 'failed', 'canceled', 'expired', 'held'] as const;

export const JobEventType = z.enum([
  ...JOB_EVENTS.map((end) => `generation.${end}` as const),
  ...JOB_EVENTS.map((end) => `download.${end}` as const),
]);
export type JobEventType = z.infer<typeof JobEventType>;

/** Every event that a webhook can subscribe to. */
export const WebhookEventType = z
  .enum([
    ...JobEventType.options,
    'download.archived',
    'download.expiring',
    'batch.completed',
    'endpoint.disabled',
    'budget.warning',
    'budget.exhausted',
    'quota.exhausted',
    'reconciliation.differences',
    'webhook.test',
  ])
  .meta({ id: 'EventType', description: 'What happened. The webhooks section describes each event.' });
export type WebhookEventType = z.infer<typeof WebhookEventType>;

/** Events sent to a webhook that names none: the ends, `held`, and the end of a batch. */
export function isDefaultEvent(type: WebhookEventType): boolean {
  return type === 'batch.completed' || (JobEventType.options.includes(type as JobEventType) && !type.endsWith('.waiting'));
}
