import { z } from 'zod';

import { JobId, ReconciliationId } from '../fields/ids.ts';
import { Instant } from '../jobs/submission.ts';

/** The longest time that one reconciliation may cover, in ms. */
const LONGEST_MS = 366 * 86_400_000;

const Boundary = z.union([Instant, z.iso.date()], 'must be a date such as 2026-11-20, or a date and time such as 2026-11-20T12:00:00Z');

/** The body of `POST /v1/reconciliations`. */
export const ReconciliationRequest = z
  .strictObject({
    from: Boundary.describe('Paid calls from this instant on. A date means its beginning (UTC).'),
    to: Boundary.describe('Paid calls before this instant. A date is included: its end (UTC).'),
  })
  .superRefine((request, context) => {
    const { from, to } = reconciledTime(request);
    if (from >= to) context.addIssue({ code: 'custom', path: ['to'], message: 'must be after from' });
    else if (to - from > LONGEST_MS) context.addIssue({ code: 'custom', path: ['to'], message: 'must be at most 366 days after from' });
  })
  .meta({ id: 'ReconciliationRequest', description: 'Which time to compare.' });
export type ReconciliationRequest = z.infer<typeof ReconciliationRequest>;

const DAY_MS = 86_400_000;

/** The time that a request covers, in ms: from the first instant, up to and without the second. */
export function reconciledTime({ from, to }: { from: string; to: string }): { from: number; to: number } {
  return { from: Date.parse(from), to: Date.parse(to) + (to.includes('T') ? 0 : DAY_MS) };
}

/** A decimal number as text. */
const Decimal = z.string().regex(/^-?\d+(\.\d+)?$/);

export const DifferenceKind = z.enum(['ours_only', 'getty_only', 'different']).meta({
  id: 'DifferenceKind',
  description:
    '`ours_only`: our record of a paid call that Getty does not show. `getty_only`: a generation that Getty shows, and that none of our records has. `different`: both have it, and disagree.',
});
export type DifferenceKind = z.infer<typeof DifferenceKind>;

/** The fields in which Getty's entry and our record can disagree. */
export const DifferentField = z.enum(['generation_request_id', 'operation', 'prompt', 'product_id', 'project_code', 'notes', 'billing']);
export type DifferentField = z.infer<typeof DifferentField>;

export const Difference = z
  .strictObject({
    kind: DifferenceKind,
    generation_request_id: z.string().nullable().describe("Getty's id, where it is known."),
    job_id: JobId.nullable().describe('Our job; null if none of our jobs has it.'),
    fields: z
      .array(DifferentField)
      .describe('Of `different`: what disagrees. `billing`: our record says that nothing was charged, or that it is unknown.'),
    cost: Decimal.nullable().describe('The price of this generation; null without a price.'),
  })
  .meta({ id: 'Difference', description: 'One paid generation on which Getty and Darkroom disagree.' });
export type Difference = z.infer<typeof Difference>;

const Count = z.int().nonnegative();

export const Reconciliation = z
  .strictObject({
    id: ReconciliationId,
    object: z.literal('reconciliation'),
    status: z.enum(['running', 'completed', 'failed']),
    tenant: z.string().nullable().describe('Whose jobs it covers; null: all of the account.'),
    trigger: z.enum(['daily', 'request']).describe('What started it.'),
    scope: z
      .enum(['user', 'company'])
      .nullable()
      .describe("Whose generations Getty showed: those of our credentials' user, or of the whole company. null: Getty was not asked yet."),
    from: Instant,
    to: Instant,
    counts: z.strictObject({ matched: Count, ours_only: Count, getty_only: Count, different: Count }),
    cost_difference: Decimal.nullable().describe(
      "What Getty's entries cost beyond what our records count as charged; negative: less. null without prices.",
    ),
    currency: z.string().nullable(),
    differences: z.array(Difference).describe('The first of them, at most 1,000; in events and lists at most 100.'),
    differences_omitted: Count.describe('How many more there are.'),
    not_compared: Count.describe(
      'Entries that cannot be compared: without a readable id, or older than our records. They are no differences.',
    ),
    progress: z
      .strictObject({
        step: z.enum(['waiting', 'getty', 'ours', 'checking', 'done']).describe('What it does now, or `waiting` before the first step.'),
        pages: Count.describe("Pages read of Getty's history."),
        entries: Count.describe('Different entries on them.'),
        jobs: Count.describe('Jobs of ours that were looked at.'),
        resume_at: Instant.nullable().describe('When it goes on, if it waits for Getty or for a late entry.'),
      })
      .describe('How far it has come.'),
    error: z.strictObject({ code: z.enum(['getty_refused', 'getty_unavailable', 'too_many_entries']), message: z.string() }).nullable(),
    created_at: Instant,
    completed_at: Instant.nullable(),
  })
  .meta({ id: 'Reconciliation', description: "Getty's generation history compared with our records." });
export type Reconciliation = z.infer<typeof Reconciliation>;
