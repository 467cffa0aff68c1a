import { WebhookEventType } from '@darkroom/contracts';
import { z } from 'zod';

import type { createSchemaBook, Json } from './schema-book.ts';
import { WEBHOOKS } from '../webhooks.ts';

/** The `webhooks` of the document: one per event type, with the headers of Standard Webhooks. */
export function describeWebhooks(book: ReturnType<typeof createSchemaBook>): Record<string, Json> {
  const described = WebhookEventType.options.flatMap((type) => {
    const webhook = WEBHOOKS[type];
    if (!webhook) return [];
    const body = z.strictObject({ type: z.literal(type), timestamp: z.iso.datetime().describe('When it happened.'), data: webhook.data });
    return [[type, { post: describe(type, webhook, book.jsonSchemaOf(body, 'output')) }]];
  });
  return Object.fromEntries(described) as Record<string, Json>;
}

function describe(type: WebhookEventType, { says, example }: { says: string; example: unknown }, schema: Json): Json {
  return {
    operationId: `on_${type.replace('.', '_')}`,
    summary: says.slice(0, says.indexOf('.')),
    description: says,
    security: [],
    parameters: HEADERS,
    requestBody: {
      required: true,
      content: { 'application/json': { schema, example: { type, timestamp: '2026-11-21T12:00:31.000Z', data: example } } },
    },
    responses: {
      '2XX': { description: 'Within 15 s: delivered. Do the work afterwards.' },
      '410': { description: 'Ends the tries of this delivery.' },
      default: { description: 'Anything else, redirects included, is tried again. `Retry-After` means not before.' },
    },
  };
}

const HEADERS: Json[] = [
  header('webhook-id', "The event's id: the same for every try. Ignore ids that you have seen.", 'evt_1795266000000-0'),
  header('webhook-timestamp', 'When this try was made, in seconds since 1970.', '1795266031'),
  header(
    'webhook-signature',
    'Verify it over the raw bytes of the body with a library of Standard Webhooks.',
    'v1,K5oZfzN95Z9UVu1EsfQmfVNQhnkZ2pj9o9NDN/H/pI4=',
  ),
];

function header(name: string, description: string, example: string): Json {
  return { name, in: 'header', required: true, description, schema: { type: 'string' }, example };
}
