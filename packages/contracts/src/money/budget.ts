import { z } from 'zod';

import { SizeName } from '../jobs/generation.ts';
import { Instant, ProductId, ProjectCode } from '../jobs/submission.ts';
import { optional } from '../fields/optional.ts';
import { COST_DECIMALS, formatDecimal, parseDecimal } from './decimal.ts';
import { TimeZone } from './time-zone.ts';

/** How much a tenant may spend in a period. */

const MOST_WARNINGS = 10;
/** Fractions have at most four decimals, so that a share of a limit is compared in whole numbers. */
export const WARNING_PARTS = 10_000;
const DEFAULT_WARNINGS = [0.8];

/** The caller's own id of a budget, unique within the tenant. */
export const BudgetId = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$/, 'must be 1 to 64 letters, digits, _, . and -, and begin with a letter or a digit')
  .meta({ id: 'BudgetId', description: 'Your id of a budget: letters, digits, `_`, `.` and `-`.', examples: ['winter-campaign'] });
export type BudgetId = z.infer<typeof BudgetId>;

/** What a budget counts. `cost`: the prices of `DARKROOM_PRICES`. */
export const BudgetUnit = z
  .string()
  .refine(isUnit, 'must be generations, downloads, cost, or downloads. and a size such as downloads.4k')
  .meta({
    id: 'BudgetUnit',
    description: '`generations`, `downloads`, the downloads of one size (`downloads.4k`), or `cost` by the prices of the operator.',
    pattern: '^(generations|downloads|cost|downloads\\.[A-Za-z0-9][A-Za-z0-9_.-]{0,31})$',
    examples: ['generations', 'downloads.4k'],
  }) as z.ZodType<BudgetUnit, string>;
export type BudgetUnit = 'generations' | 'downloads' | 'cost' | `downloads.${string}`;

export const BudgetPeriod = z.enum(['day', 'week', 'month', 'total']).meta({
  id: 'BudgetPeriod',
  description: 'When the budget is full again: each day, each Monday, each first of the month, or never (`total`).',
});
export type BudgetPeriod = z.infer<typeof BudgetPeriod>;

export const WhenUsedUp = z.enum(['reject', 'wait']).meta({
  id: 'WhenUsedUp',
  description: '`reject`: a job without room is refused (402). `wait`: it is accepted and waits with `reason` `budget`.',
});
export type WhenUsedUp = z.infer<typeof WhenUsedUp>;

const WarnAt = z
  .array(
    z
      .number()
      .gt(0)
      .max(1)
      .refine((share) => Number.isInteger(warningParts(share)) && warningParts(share) > 0, 'must have at most four decimals'),
  )
  .max(MOST_WARNINGS)
  .refine((shares) => new Set(shares).size === shares.length, 'must not name a share twice')
  .meta({ uniqueItems: true });

/** The body of `PUT /v1/budgets/{id}`. */
export const PutBudget = z
  .strictObject({
    project_code: optional(ProjectCode).describe('Only calls under this project. Unset: all projects.'),
    product_id: optional(ProductId).describe('Only calls that this product pays. Unset: all products.'),
    unit: BudgetUnit,
    limit: z
      .union([z.string(), z.int()], 'must be decimal text such as "137" or "99.50"')
      .transform(String)
      .describe('How much may be spent in a period, as decimal text; `cost` with up to six decimals.'),
    period: BudgetPeriod,
    time_zone: optional(TimeZone).describe('Where days begin. Default `UTC`.'),
    warn_at: optional(WarnAt).describe('The shares of the limit that send `budget.warning`. Default `[0.8]`; `[]` for none.'),
    when_used_up: optional(WhenUsedUp).describe('Default `reject`.'),
  })
  .refine(({ unit, limit }) => parseAmount(countedIn(unit), limit) !== undefined, {
    path: ['limit'],
    error: ({ input }) =>
      countedIn((input as { unit: unknown }).unit) === 'cost'
        ? 'must be decimal text with at most six decimals, such as "99.50"'
        : 'must be a whole number as text, such as "137"',
    // Checked also when other fields are wrong, so that all errors are reported at once.
    when: ({ value }) => typeof (value as { limit?: unknown } | null)?.limit === 'string',
  })
  .transform(({ time_zone = 'UTC', warn_at = DEFAULT_WARNINGS, when_used_up = 'reject', ...budget }) => ({
    ...budget,
    time_zone,
    warn_at: warn_at.toSorted((a, b) => a - b),
    when_used_up,
  }))
  .meta({ id: 'PutBudget', description: 'A budget: what it counts, how much, and in which period.' });
export type PutBudget = z.infer<typeof PutBudget>;

const Amount = z.string().regex(/^[0-9]+(\.[0-9]{1,6})?$/);

/** A budget as the API and the events show it. */
export const Budget = z
  .strictObject({
    id: BudgetId,
    object: z.literal('budget'),
    tenant: z.string(),
    project_code: z.string().nullable().describe('The project that it is for. Null: all.'),
    product_id: z.int().nullable().describe('The product that it is for. Null: all.'),
    unit: BudgetUnit,
    limit: Amount.describe('How much may be spent in a period, as decimal text.'),
    period: BudgetPeriod,
    time_zone: z.string(),
    warn_at: z.array(z.number()).describe('The shares of the limit that send `budget.warning`.'),
    when_used_up: WhenUsedUp,
    set_by: z.enum(['operator', 'tenant']).describe('A budget of the operator cannot be changed with a key of the tenant.'),
    reserved: Amount.describe('Held for accepted jobs with a paid call still to be made.'),
    spent: Amount.describe('Paid calls of this period, those with an unknown bill included.'),
    left: Amount.describe('The limit without `reserved` and `spent`, at least 0.'),
    waiting_jobs: z.int().describe('Jobs that wait for this budget.'),
    period_start: Instant.describe('When the current period began.'),
    period_end: Instant.nullable().describe('When the next one begins. Null for `total`.'),
    counting_since: Instant.describe('When the budget was created: earlier calls are not counted.'),
  })
  .meta({ id: 'Budget', description: 'How much may be spent in a period, and how much of it is.' });
export type Budget = z.infer<typeof Budget>;

/** Reads an amount of a unit as a whole number: counts as they are, cost in millionths. undefined: the text is not one. */
export function parseAmount(unit: BudgetUnit, text: string): number | undefined {
  return parseDecimal(text, decimalsOf(unit));
}

/** Writes an amount of a unit as decimal text. */
export function formatAmount(unit: BudgetUnit, amount: number | bigint): string {
  return formatDecimal(amount, decimalsOf(unit));
}

function decimalsOf(unit: BudgetUnit): number {
  return unit === 'cost' ? COST_DECIMALS : 0;
}

/** The unit, or `cost`, which allows most, where it is none. */
function countedIn(unit: unknown): BudgetUnit {
  return typeof unit === 'string' && isUnit(unit) ? unit : 'cost';
}

function isUnit(text: string): text is BudgetUnit {
  if (text === 'generations' || text === 'downloads' || text === 'cost') return true;
  return text.startsWith('downloads.') && SizeName.safeParse(text.slice('downloads.'.length)).success;
}

/** A share of `warn_at` in ten-thousandths of the limit. Not a whole number if the share has more decimals. */
export function warningParts(share: number): number {
  const exact = share * WARNING_PARTS;
  const whole = Math.round(exact);
  return whole / WARNING_PARTS === share ? whole : exact;
}
