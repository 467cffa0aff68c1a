import { Webhook } from 'standardwebhooks';

export type WebhookHeaders = { 'webhook-id': string; 'webhook-timestamp': string; 'webhook-signature': string };

/**
 * Signs as Standard Webhooks says, once with each secret: while one replaces another, receivers verify with either. At the instant of the
 * try (`at`, ms): receivers refuse what was signed more than five minutes ago.
 */
export function sign(secrets: string[], { id, body, at }: { id: string; body: string; at: number }): WebhookHeaders {
  return {
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(at / 1_000)),
    'webhook-signature': secrets.map((secret) => new Webhook(secret).sign(id, new Date(at), body)).join(' '),
  };
}
