import { z } from 'zod';

import { holdsMark } from './correlation.ts';
import { WebhookEventType } from './event-type.ts';

/** What every kind of job may carry besides what is meant for Getty. */

const METADATA_BYTES = 4_096;
/** Deep enough for any use; without a limit a few kilobytes of brackets exhaust the stack of whoever walks through them. */
const METADATA_DEPTH = 32;
const PRIORITY = 100;

export const Metadata = z
  .record(z.string(), z.unknown())
  .refine((metadata) => nestsAtMost(METADATA_DEPTH, metadata), { error: 'must not nest more than 32 levels deep', abort: true })
  .refine(comesBackAsGiven, 'must hold well-formed Unicode, and no number beyond ±9007199254740991: write larger ones as text')
  .refine((metadata) => Buffer.byteLength(JSON.stringify(metadata)) <= METADATA_BYTES, 'must be at most 4096 bytes as JSON')
  .meta({ description: 'Yours; comes back everywhere. At most 4,096 bytes as JSON, at most 32 levels deep.' });

export const Webhook = z
  .strictObject({
    url: z
      .string()
      .max(2_048)
      .refine(isHttpUrl, 'must be an http:// or https:// URL without user name and password')
      .describe('Where to send them: `http://` or `https://`, without user name and password, on the public internet.'),
    events: z
      .array(WebhookEventType)
      .min(1)
      .max(20)
      .optional()
      .describe('Which events to send. Unset: the ends, `held` and `batch.completed`.'),
  })
  .meta({ id: 'Webhook', description: 'Where to tell of this job, signed by Standard Webhooks.' });
export type Webhook = z.infer<typeof Webhook>;

/** What to do with a paid call whose outcome stays unknown: hold the job, or send again and perhaps pay twice. */
export const OnUnknown = z.enum(['hold', 'retry']).meta({
  description:
    'What to do when nobody can find out whether Getty took the paid call: `hold` the job for a person (the default), or send it again (`retry`) and perhaps pay twice.',
});
export type OnUnknown = z.infer<typeof OnUnknown>;

/** An instant as RFC 3339 text with its offset from UTC. */
export const Instant = z.iso.datetime({ offset: true, error: 'must be a date and time such as 2026-11-20T12:00:00Z' });

export const submissionFields = {
  webhook: Webhook.optional(),
  metadata: Metadata.optional(),
  priority: z
    .int()
    .min(-PRIORITY)
    .max(PRIORITY)
    .optional()
    .describe('Before (positive) or after (negative) your other jobs. 0 where it is not given.'),
  run_at: Instant.optional().describe('Not before this instant, at most 30 days ahead.'),
  deadline: Instant.optional().describe(
    'What has not ended by then is ended as `expired`. Unset: 24 hours unsent, 30 minutes once Getty has it.',
  ),
  on_unknown: OnUnknown.optional(),
};

/** Text that goes to Getty in a field of its own: one line or several, without control characters. */
export function text(mostCharacters: number) {
  return (
    z
      .string()
      .max(mostCharacters)
      .refine((value) => value.trim() !== '', 'must not be blank')
      // oxlint-disable-next-line no-control-regex -- control characters are what is looked for
      .refine((value) => !/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/.test(value), 'must not hold control characters')
      .refine((value) => value.isWellFormed(), 'must be well-formed Unicode')
      // What JSON Schema can say of the above.
      .meta({ pattern: '\\S' })
  );
}

/** Getty's `product_id` is an int32. */
export const ProductId = z.int().min(1).max(2_147_483_647).describe('The product at Getty that pays.');
export const ProjectCode = text(255).describe('Your project at Getty.');
/** Getty publishes no limit; ours leaves room for the correlation id that is appended. */
export const Notes = text(2_000)
  .refine((notes) => !holdsMark(notes), 'must not hold "[darkroom:", the mark that Darkroom itself appends')
  .describe('A note to Getty. Our mark is appended: `[darkroom:…]`. Yours must not hold one.');

/** Looks no deeper than `levels`, whatever it is given. */
export function nestsAtMost(levels: number, value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return true;
  return levels > 0 && Object.values(value).every((inner) => nestsAtMost(levels - 1, inner));
}

/** What JSON readers disagree on comes back as something else: half a surrogate pair, and numbers that a double cannot hold. */
function comesBackAsGiven(value: unknown): boolean {
  if (typeof value === 'string') return value.isWellFormed();
  if (typeof value === 'number') return Math.abs(value) <= Number.MAX_SAFE_INTEGER;
  if (typeof value !== 'object' || value === null) return true;
  return Object.entries(value).every(([name, inner]) => name.isWellFormed() && comesBackAsGiven(inner));
}

function isHttpUrl(value: string): boolean {
  if (!URL.canParse(value)) return false;
  const { protocol, username, password } = new URL(value);
  return (protocol === 'http:' || protocol === 'https:') && username === '' && password === '';
}
