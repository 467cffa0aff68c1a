import { z } from 'zod';

import { holdsMark } from '../fields/correlation.ts';
import { EventPattern } from '../fields/event-pattern.ts';
import { Metadata } from '../fields/metadata.ts';
import { optional } from '../fields/optional.ts';

/** Fields of every job that are not meant for Getty. */

const PRIORITY = 100;

export const WebhookUrl = z
  .string()
  .max(2_048)
  .refine(isHttpUrl, 'must be an http:// or https:// URL without user name and password')
  .refine((url) => !holdsControls(url), 'must not hold control characters')
  .describe('Where to send them: `http://` or `https://`, without user name and password, on the public internet.');

/** The events that a receiver subscribes to. */
export const WebhookEvents = z.array(EventPattern).min(1).max(20);

export const Webhook = z
  .strictObject({
    url: WebhookUrl,
    events: optional(WebhookEvents).describe(
      'Which events to send, also as `*` or `generation.*`. Unset: the ends, `held` and `batch.completed`.',
    ),
  })
  .meta({ id: 'Webhook', description: 'Where to send the events of this job, signed by Standard Webhooks.' });
export type Webhook = z.infer<typeof Webhook>;

/** What to do with a paid call with an unknown outcome: hold the job, or send again and perhaps pay twice. */
export const OnUnknown = z.enum(['hold', 'retry']).meta({
  description:
    'What to do when it stays unknown whether Getty accepted the paid call: `hold` the job for an operator (the default), or send it again (`retry`) and perhaps pay twice.',
});
export type OnUnknown = z.infer<typeof OnUnknown>;

/** An instant as RFC 3339 text with its offset from UTC. */
export const Instant = z.iso.datetime({ offset: true, error: 'must be a date and time such as 2026-11-20T12:00:00Z' });

export const Priority = z.int().min(-PRIORITY).max(PRIORITY);

export const submissionFields = {
  webhook: optional(Webhook),
  metadata: optional(Metadata),
  priority: optional(Priority).describe('Before (positive) or after (negative) your other jobs. Default 0.'),
  run_at: optional(Instant).describe('Do not send before this instant, at most 30 days ahead.'),
  deadline: optional(Instant).describe(
    'The job ends as `expired` if it has not ended by then. Unset: 24 hours to be sent, 30 minutes at Getty.',
  ),
  on_unknown: optional(OnUnknown),
};

/** `dry_run` of a submission; jobs of a batch have none of their own. */
export const DryRunAsked = optional(z.boolean()).describe('Reports what the submission would come to (200), and stores nothing.');

/** Text that goes to Getty in a field of its own: one line or several, without control characters. */
export function text(mostCharacters: number) {
  return (
    z
      .string()
      .max(mostCharacters)
      .refine((value) => value.trim() !== '', 'must not be blank')
      .refine((value) => !holdsControls(value.replaceAll(/[\t\n\r]/g, '')), 'must not hold control characters')
      .refine((value) => value.isWellFormed(), 'must be well-formed Unicode')
      // The part of these rules that JSON Schema can express.
      .meta({ pattern: '\\S' })
  );
}

/** Getty's `product_id` is an int32. */
export const ProductId = z.int().min(1).max(2_147_483_647).describe('The product at Getty that pays.');
export const ProjectCode = text(255).describe('Your project at Getty.');
/** Getty publishes no limit. Ours leaves room for the mark that is appended. */
export const Notes = text(2_000)
  .refine((notes) => !holdsMark(notes), 'must not hold "[darkroom:", the mark that Darkroom itself appends')
  .describe('A note to Getty. Darkroom appends its mark `[darkroom:…]`. Your note must not contain one.');

function isHttpUrl(value: string): boolean {
  if (!URL.canParse(value)) return false;
  const { protocol, username, password } = new URL(value);
  return (protocol === 'http:' || protocol === 'https:') && username === '' && password === '';
}

function holdsControls(value: string): boolean {
  // oxlint-disable-next-line no-control-regex -- control characters are what is looked for
  return /[\u0000-\u001f\u007f]/.test(value);
}
