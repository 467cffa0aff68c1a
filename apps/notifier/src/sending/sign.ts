import { createHmac } from 'node:crypto';

export type WebhookHeaders = { 'webhook-id': string; 'webhook-timestamp': string; 'webhook-signature': string };

/**
 * Signs according to Standard Webhooks, once with each secret: during a rotation, receivers verify with either. `at` (ms) is the instant of
 * the try: receivers refuse signatures older than five minutes.
 */
export function sign(secrets: string[], { id, body, at }: { id: string; body: string; at: number }): WebhookHeaders {
  const timestamp = String(Math.floor(at / 1_000));
  const signed = `${id}.${timestamp}.${body}`;
  return {
    'webhook-id': id,
    'webhook-timestamp': timestamp,
    'webhook-signature': secrets.map((secret) => `v1,${createHmac('sha256', keyOf(secret)).update(signed).digest('base64')}`).join(' '),
  };
}

const PREFIX = 'whsec_';

function keyOf(secret: string): Buffer {
  return Buffer.from(secret.startsWith(PREFIX) ? secret.slice(PREFIX.length) : secret, 'base64');
}
