import { Webhook } from 'standardwebhooks';

import { ConfigurationError, WebhookVerificationError } from '../errors/darkroom-error.ts';
import type { Event } from '../events/event.ts';

/** What `verify` takes as headers: those of a web `Request`, or of Node's `request.headers`. */
export type WebhookHeaders = { get: (name: string) => string | null } | Record<string, string | readonly string[] | undefined>;

/** A webhook that was verified: the event, with its `webhook-id` as `id`. Drop an id that you have seen. */
export type WebhookEvent = Event;

const NAMES = ['webhook-id', 'webhook-timestamp', 'webhook-signature'] as const;

/**
 * Verifies a webhook, at most five minutes old, and returns its event. `body`: the raw body, as text or bytes, before any parser.
 * `secret`: `whsec_…`; during a rotation several, as a list or separated by spaces or commas. @throws WebhookVerificationError
 */
export function verifyWebhook(body: string | Uint8Array, headers: WebhookHeaders, secret: string | readonly string[]): WebhookEvent {
  const text = textOf(body);
  const signed = Object.fromEntries(NAMES.map((name) => [name, headerOf(headers, name)]));
  const secrets = [secret].flat().flatMap((one) => one.split(/[\s,]+/).filter((part) => part !== ''));
  const failures = secrets.map((one) => {
    try {
      webhookOf(one).verify(text, signed, { jsonParse: false });
      return undefined;
    } catch (error) {
      if (error instanceof ConfigurationError) throw error;
      return error;
    }
  });
  if (failures.length === 0) throw new ConfigurationError('The webhook secret is missing.');
  if (!failures.includes(undefined)) {
    const [cause] = failures;
    throw new WebhookVerificationError(`The webhook is not verified: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
  return { id: signed['webhook-id'], ...(JSON.parse(text) as Omit<Event, 'id'>) } as WebhookEvent;
}

function textOf(body: string | Uint8Array): string {
  if (typeof body === 'string') return body;
  if (body instanceof Uint8Array) return new TextDecoder().decode(body);
  throw new ConfigurationError(
    'The body of the webhook must be the raw body, as text or bytes. Verify it before a parser of JSON gets it.',
  );
}

function webhookOf(secret: string): Webhook {
  try {
    return new Webhook(secret);
  } catch {
    // The message of the library could quote it.
    throw new ConfigurationError('The webhook secret must be whsec_ followed by base64.');
  }
}

function headerOf(headers: WebhookHeaders, name: string): string {
  if (typeof headers.get === 'function') return headers.get(name) ?? '';
  const found = Object.entries(headers).find(([key]) => key.toLowerCase() === name)?.[1];
  return String([found].flat()[0] ?? '');
}
