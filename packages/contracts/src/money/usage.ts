import { z } from 'zod';

import { BillingState } from '../jobs/job.ts';

/** What usage can be grouped by. The rest of a day's combinations beyond 500 has `(other)` in place of each. */
export const UsageGroup = z
  .enum(['day', 'tenant', 'key', 'project_code', 'product_id', 'operation', 'size_name', 'billing'])
  .meta({ id: 'UsageGroup', description: 'What usage can be grouped by.' });
export type UsageGroup = z.infer<typeof UsageGroup>;

/** The value under which a day's combinations beyond 500 are counted. */
export const OTHER_USAGE = '(other)';

export const CalendarDay = z.iso.date({ error: 'must be a date such as 2026-10-31' });

const counts = {
  generations: z.int().describe('Paid calls of generations that cost, or may cost.'),
  downloads: z.int().describe('Paid calls of downloads that cost, or may cost.'),
  not_charged: z.int().describe('Calls that Getty refused.'),
  charged: z.int(),
  may_be_charged: z.int(),
  unknown: z.int().describe('Calls with an unknown outcome.'),
  cost: z
    .string()
    .nullable()
    .describe(
      'What the calls that cost, or may cost, amount to, as decimal text. Null where no prices are set. Calls without a price add 0.',
    ),
};

const UsageCounts = z.strictObject(counts).meta({ id: 'UsageCounts', description: 'How many paid calls, by their bill.' });
export type UsageCounts = z.infer<typeof UsageCounts>;

export const UsageRow = z
  .strictObject({
    day: CalendarDay.optional().describe('The day, in UTC, on which the calls were made.'),
    tenant: z.string().optional(),
    key: z.string().nullable().optional().describe('The id of the API key that submitted the job.'),
    project_code: z.string().nullable().optional(),
    product_id: z
      .union([z.int(), z.literal(OTHER_USAGE)])
      .nullable()
      .optional(),
    operation: z.string().nullable().optional().describe('The operation of a generation; null for downloads.'),
    size_name: z.string().nullable().optional().describe('The size of a download; null for generations.'),
    billing: BillingState.optional(),
    ...counts,
  })
  .meta({ id: 'UsageRow', description: 'The paid calls of one group. It has the fields of `group_by`.' });
export type UsageRow = z.infer<typeof UsageRow>;

export const Usage = z
  .strictObject({
    object: z.literal('usage'),
    from: CalendarDay.describe('The first day.'),
    to: CalendarDay.describe('The last day; it is included.'),
    group_by: z.array(UsageGroup),
    currency: z.string().nullable().describe('The currency of `cost`. Null where no prices are set.'),
    data: z.array(UsageRow).describe('A row for each group, in the order of `group_by`.'),
    total: UsageCounts,
  })
  .meta({ id: 'Usage', description: 'Paid calls, counted by the day on which they were made.' });
export type Usage = z.infer<typeof Usage>;
