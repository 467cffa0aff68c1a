import { z } from 'zod';

import { BatchItemError } from '../jobs/batch.ts';
import { BudgetId } from './budget.ts';

/** What a submission would come to. */
export const Would = z.enum(['accept', 'wait', 'reject']).meta({
  id: 'Would',
  description: '`accept`: it would be sent. `wait`: it would wait for a budget. `reject`: a budget has no room (402).',
});
export type Would = z.infer<typeof Would>;

const BudgetNeed = z
  .strictObject({
    id: BudgetId,
    needs: z.string().describe('What the submission takes of the budget, as decimal text.'),
    left: z.string().describe('What is left of it now, as decimal text.'),
    fits: z.boolean(),
  })
  .meta({ id: 'BudgetNeed', description: 'A budget that counts this submission.' });

const DryRunItem = z
  .union([z.strictObject({ index: z.int(), would: Would }), z.strictObject({ index: z.int(), error: BatchItemError })])
  .meta({ id: 'DryRunItem', description: 'What would become of one job of a batch.' });

/** The answer to a submission with `"dry_run": true`. */
export const DryRun = z
  .strictObject({
    object: z.literal('dry_run'),
    would: Would,
    units: z.record(z.string(), z.int()).describe('The paid calls at most: `generations`, and `downloads.<size>` for each size.'),
    cost: z.string().nullable().describe('What they cost, as decimal text. Null where a price is not set.'),
    currency: z.string().nullable(),
    budgets: z.array(BudgetNeed).describe('Every budget that counts it.'),
    eta_seconds: z.int().nullable().describe('About how long it would take. Null where it cannot be estimated.'),
    jobs: z.array(DryRunItem).optional().describe('Of a batch: each job, in order. Earlier jobs count for later ones.'),
  })
  .meta({ id: 'DryRun', description: 'What a submission would come to. Nothing was stored.' });
export type DryRun = z.infer<typeof DryRun>;
