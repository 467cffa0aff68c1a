import { Webhook } from 'standardwebhooks';

export type WebhookHeaders = { 'webhook-id': string; 'webhook-timestamp': string; 'webhook-signature': string };

/**
 * Signs according to Standard Webhooks, once with each secret: during a rotation, receivers verify with either. `at` (ms) is the instant of
 * the try: receivers refuse signatures older than five minutes.
 */
export function sign(secrets: string[], { id, body, at }: { id: string; body: string; at: number }): WebhookHeaders {
  return {
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(at / 1_000)),
    'webhook-signature': secrets.map((secret) => new Webhook(secret).sign(id, new Date(at), body)).join(' '),
  };
}
