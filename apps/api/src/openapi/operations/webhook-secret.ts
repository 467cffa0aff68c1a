import { RotateWebhookSecretRequest, WebhookSecretShown } from '@darkroom/contracts';

import { ENDPOINT_SECRET } from '../examples/deliveries.ts';
import type { Operations } from '../operation.ts';

const SECRET = {
  object: 'webhook_secret' as const,
  secret: ENDPOINT_SECRET,
  previous_secret_expires_at: null,
  rotated_at: '2026-11-21T09:00:00.000Z',
};

export const webhookSecretOperations: Operations = {
  'GET /v1/webhook-secret': {
    id: 'getWebhookSecret',
    tag: 'Endpoints',
    scope: 'webhooks',
    summary: 'Look at your webhook secret',
    description: `What verifies the webhooks that jobs and batches name themselves (\`webhook\`). No other tenant has it. Endpoints have secrets of
their own.`,
    answers: { 200: { says: 'The secret.', json: WebhookSecretShown, examples: { secret: { summary: 'In use', value: SECRET } } } },
    problems: ['secrets_unavailable'],
  },

  'POST /v1/webhook-secret/rotate': {
    id: 'rotateWebhookSecret',
    tag: 'Endpoints',
    scope: 'webhooks',
    summary: 'Replace your webhook secret',
    description:
      'For the time of the overlap each webhook bears two signatures, the new one first, so that a receiver with either secret verifies it.',
    headers: ['Idempotency-Key'],
    body: {
      schema: RotateWebhookSecretRequest,
      examples: { soon: { summary: 'Both sign for an hour', value: { overlap: '1h' } } },
      optional: true,
    },
    answers: {
      200: {
        says: 'The new secret.',
        json: WebhookSecretShown,
        examples: {
          rotated: { summary: 'Both sign for a day', value: { ...SECRET, previous_secret_expires_at: '2026-11-22T12:00:00.000Z' } },
        },
      },
    },
    problems: ['secrets_unavailable'],
  },
};
