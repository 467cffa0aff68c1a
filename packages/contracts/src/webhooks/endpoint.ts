import { z } from 'zod';

import { EndpointId } from '../fields/ids.ts';
import { Metadata } from '../fields/metadata.ts';
import { optional, resettable } from '../fields/optional.ts';
import { Instant, text, WebhookEvents, WebhookUrl } from '../jobs/submission.ts';

/** A tenant's address for webhooks about all jobs: a URL, an event filter and its own secret. */

/**
 * A secret as Standard Webhooks defines it. Its bounds:
 * https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
 */
export const WebhookSecret = z
  .string()
  .refine((secret) => {
    const [, base64] = /^whsec_([A-Za-z0-9+/]+={0,2})$/.exec(secret) ?? [];
    const bytes = Buffer.from(base64 ?? '', 'base64');
    return bytes.length >= 24 && bytes.length <= 64 && bytes.toString('base64') === base64;
  }, 'must be whsec_ followed by 24 to 64 random bytes in base64')
  .meta({
    description: '`whsec_` and 24 to 64 random bytes in base64, as Standard Webhooks defines it.',
    pattern: '^whsec_[A-Za-z0-9+/]+={0,2}$',
  });

const endpointFields = {
  url: WebhookUrl,
  events: WebhookEvents.nullable().describe(
    'Which events to send, also as `*` or `generation.*`. `null`: the ends of jobs, `held` and `batch.completed`.',
  ),
  description: text(500).nullable().describe('A name for people.'),
  metadata: Metadata.nullable(),
};

/** The body of `POST /v1/endpoints`. */
export const EndpointRequest = z
  .strictObject({
    url: endpointFields.url,
    events: optional(WebhookEvents).describe('Which events to send. Unset: the ends of jobs, `held` and `batch.completed`.'),
    description: optional(text(500)).describe('A name for people.'),
    metadata: optional(Metadata),
    secret: optional(WebhookSecret).describe('A secret of your own. Unset: Darkroom creates one.'),
  })
  .meta({ id: 'EndpointRequest' });
export type EndpointRequest = z.infer<typeof EndpointRequest>;

/** The body of `PATCH /v1/endpoints/{id}`: what is to change. */
export const EndpointChange = z
  .strictObject({
    url: endpointFields.url.optional(),
    events: endpointFields.events.optional(),
    description: endpointFields.description.optional(),
    metadata: endpointFields.metadata.optional(),
    status: resettable(z.enum(['enabled', 'disabled'])).describe(
      '`disabled` ends its pending deliveries. `enabled` clears earlier failures; use `recover` to send what was missed.',
    ),
  })
  .meta({ id: 'EndpointChange' });
export type EndpointChange = z.infer<typeof EndpointChange>;

/** Why an endpoint is disabled: it answered 410, it failed for days, or its owner disabled it. */
export const DisabledReason = z.enum(['gone', 'failing', 'by_caller']);
export type DisabledReason = z.infer<typeof DisabledReason>;

/** An endpoint as the API, events and webhooks show it, always without its secret. */
export const Endpoint = z
  .strictObject({
    id: EndpointId,
    object: z.literal('endpoint'),
    tenant: z.string().describe('The tenant that it belongs to.'),
    ...endpointFields,
    status: z.enum(['enabled', 'disabled']),
    disabled: z
      .strictObject({
        reason: DisabledReason.describe('`gone`: it answered 410. `failing`: nothing succeeded for days. `by_caller`: you disabled it.'),
        at: Instant,
      })
      .nullable(),
    previous_secret_expires_at: Instant.nullable().describe('Until then webhooks carry a second signature, made with the previous secret.'),
    last_success_at: Instant.nullable().describe('When it last accepted a webhook.'),
    failing_since: Instant.nullable().describe('The first failure since the last success.'),
    created_at: Instant,
    updated_at: Instant,
  })
  .meta({ id: 'Endpoint', description: "Where a tenant's webhooks go." });
export type Endpoint = z.infer<typeof Endpoint>;

/** The answer to a request that creates a secret. The secret is shown only here. */
export const EndpointWithSecret = Endpoint.safeExtend({
  secret: WebhookSecret.describe('The secret that verifies its webhooks. Store it: it is not shown again.'),
}).meta({ id: 'EndpointWithSecret' });
export type EndpointWithSecret = z.infer<typeof EndpointWithSecret>;

/** The body of `POST /v1/endpoints/{id}/rotate`. */
export const RotateRequest = z
  .strictObject({
    overlap: optional(z.string().regex(/^(\d{1,6}s|\d{1,5}m|\d{1,3}h|[0-7]d)$/, 'must be a duration such as 0s, 90m, 24h or 7d')).describe(
      'How long the previous secret still signs beside the new one, at most 7 days. Unset: `24h`. `0s`: not at all.',
    ),
    secret: optional(WebhookSecret).describe('A secret of your own. Unset: Darkroom creates one.'),
  })
  .meta({ id: 'RotateRequest' });
export type RotateRequest = z.infer<typeof RotateRequest>;

/** The secret for webhooks that a tenant's jobs and batches name. */
export const WebhookSecretShown = z
  .strictObject({
    object: z.literal('webhook_secret'),
    secret: WebhookSecret.describe('The secret that verifies them. Only your tenant has it.'),
    previous_secret_expires_at: Instant.nullable().describe('Until then they also carry a signature with the previous secret.'),
    rotated_at: Instant.describe('When this secret took effect.'),
  })
  .meta({ id: 'WebhookSecret' });
export type WebhookSecretShown = z.infer<typeof WebhookSecretShown>;

/** The body of `POST /v1/webhook-secret/rotate`. */
export const RotateWebhookSecretRequest = z
  .strictObject({ overlap: RotateRequest.shape.overlap })
  .meta({ id: 'RotateWebhookSecretRequest' });
export type RotateWebhookSecretRequest = z.infer<typeof RotateWebhookSecretRequest>;

/** The body of `POST /v1/endpoints/{id}/recover`. */
export const RecoverRequest = z
  .strictObject({ since: Instant.describe('Start of the period, at most 72 hours back.') })
  .meta({ id: 'RecoverRequest' });
export type RecoverRequest = z.infer<typeof RecoverRequest>;

/** The result of a recovery so far. */
export const Recovery = z
  .strictObject({
    object: z.literal('recovery'),
    endpoint_id: EndpointId,
    since: Instant,
    opened: z.int().describe('Events without a delivery to this endpoint that now have one.'),
    sent_again: z.int().describe('Deliveries that had failed or were refused and are now tried again.'),
    next_since: Instant.nullable().describe('More events are left than one call covers: call again with this as `since`.'),
  })
  .meta({ id: 'Recovery' });
export type Recovery = z.infer<typeof Recovery>;
