import { Webhook } from 'standardwebhooks';

export type Sign = (message: { id: string; body: string; at: number }) => WebhookHeaders;

export type WebhookHeaders = { 'webhook-id': string; 'webhook-timestamp': string; 'webhook-signature': string };

/** Signs as Standard Webhooks says, at the instant of the try (`at`, ms): receivers refuse what was signed more than five minutes ago. */
export function createSigner(secret: string): Sign {
  const webhook = new Webhook(secret);
  return ({ id, body, at }) => ({
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(at / 1_000)),
    'webhook-signature': webhook.sign(id, new Date(at), body),
  });
}
