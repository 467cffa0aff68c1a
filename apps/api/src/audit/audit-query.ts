import { AuditAction, Instant } from '@darkroom/contracts';
import { z } from 'zod';

import { pageQuery } from '../http/request/page-query.ts';

const DAY_MS = 86_400_000;
/** Room for every action, several times. */
const MOST_CHARACTERS = 1_000;

const kinds = [...new Set(AuditAction.options.map((action) => `${action.split('.')[0]!}.*`))];
const known = new Set<string>([...AuditAction.options, ...kinds]);

/** Actions, or all of a kind, separated by commas. */
const Actions = z
  .string()
  .max(MOST_CHARACTERS)
  .refine(
    (text) => text.split(',').every((one) => known.has(one)),
    'must be actions such as job.cancel, or kinds such as job.*, separated by commas',
  )
  .transform((text) => text.split(','))
  .meta({
    description: 'Only these actions, separated by commas, or all of a kind, such as `job.*`.',
    examples: ['job.resolve,webhook_secret.*'],
  });

const Id = z.string().min(1).max(255);

/** An instant, or a day in UTC: its begin or its end. */
function bound(of: 'begin' | 'end', description: string) {
  return z
    .union([z.iso.date(), Instant], { error: 'must be a date such as 2026-11-20, or a date and time such as 2026-11-20T12:00:00Z' })
    .transform((text) => (text.includes('T') || of === 'begin' ? Date.parse(text) : Date.parse(text) + DAY_MS - 1))
    .meta({ description, type: 'string', examples: ['2026-11-20', '2026-11-20T12:00:00Z'], anyOf: undefined });
}

/** The filters of `GET /v1/audit`. An entry must match all that are given. */
export const AuditQuery = z.strictObject({
  actor: Id.optional().describe('Only actions of this key or person, by `actor.id`.'),
  action: Actions.optional(),
  target: Id.optional().describe('Only actions on this job, batch, endpoint, …, by `target.id`.'),
  from: bound('begin', 'Only entries at or after this instant, or from this day (UTC) on.').optional(),
  to: bound('end', 'Only entries at or before this instant, or until the end of this day (UTC).').optional(),
  ...pageQuery,
});
