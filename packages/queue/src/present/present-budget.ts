import { formatAmount, type Budget } from '@darkroom/contracts';

import type { BudgetRecord } from '../records/budget-record.ts';
import { instantText, instantTextOrNull } from './instant-text.ts';

/** A budget as the API and the events show it. */
export function presentBudget(budget: BudgetRecord): Budget {
  const amount = (value: number) => formatAmount(budget.unit, value);
  return {
    id: budget.id,
    object: 'budget',
    tenant: budget.tenant,
    project_code: budget.projectCode,
    product_id: budget.productId,
    unit: budget.unit,
    limit: amount(budget.limit),
    period: budget.period,
    time_zone: budget.timeZone,
    warn_at: budget.warnAt,
    when_used_up: budget.whenUsedUp,
    set_by: budget.setBy,
    reserved: amount(budget.reserved),
    spent: amount(budget.spent),
    left: amount(Math.max(0, budget.limit - budget.spent - budget.reserved)),
    waiting_jobs: budget.waitingJobs,
    period_start: instantText(budget.from ?? budget.countingSince),
    period_end: instantTextOrNull(budget.until),
    counting_since: instantText(budget.countingSince),
  };
}
