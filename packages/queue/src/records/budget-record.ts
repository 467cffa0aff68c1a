import type { Budget, BudgetPeriod, BudgetUnit, Tenant, WhenUsedUp } from '@darkroom/contracts';

import { readNumber, type Fields } from '../redis/fields.ts';

/** A budget with its counters in the current period. Amounts are whole numbers: jobs, or millionths of the currency. */
export type BudgetRecord = {
  id: string;
  tenant: Tenant;
  projectCode: string | null;
  productId: number | null;
  unit: BudgetUnit;
  period: BudgetPeriod;
  timeZone: string;
  /** Shares of the limit, ascending. */
  warnAt: number[];
  whenUsedUp: WhenUsedUp;
  setBy: Budget['set_by'];
  countingSince: number;
  limit: number;
  reserved: number;
  spent: number;
  waitingJobs: number;
  /** The current period, in ms; null for `total`. */
  from: number | null;
  until: number | null;
};

/** A budget and what something takes of it, in units or millionths of the currency. */
export type BudgetNeed = { budget: string; unit: string; needs: number; left: number };

/** `fields`: as `flatten_budget` of budgets.lua lists them. */
export function decodeBudget(fields: Fields): BudgetRecord {
  return {
    id: fields['id']!,
    tenant: fields['tenant']!,
    projectCode: fields['project_code'] || null,
    productId: readNumber(fields['product_id'] || undefined),
    unit: fields['unit'] as BudgetUnit,
    period: fields['period'] as BudgetPeriod,
    timeZone: fields['time_zone']!,
    warnAt: JSON.parse(fields['warn_at']!) as number[],
    whenUsedUp: fields['when_used_up'] as WhenUsedUp,
    setBy: fields['set_by'] as Budget['set_by'],
    countingSince: Number(fields['counting_since']),
    limit: Number(fields['limit']),
    reserved: Number(fields['reserved']),
    spent: Number(fields['spent']),
    waitingJobs: Number(fields['waiting']),
    from: readNumber(fields['from'] || undefined),
    until: readNumber(fields['until'] || undefined),
  };
}
