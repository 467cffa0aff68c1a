import { presentBudget, type Store } from '@darkroom/queue';

import { knownBudgetId, noBudget } from './find-budget.ts';
import type { Handler } from '../http/handler.ts';

/** `GET /v1/budgets/{id}` */
export function showBudget({ store }: { store: Store }): Handler {
  return async (request, response) => {
    const { tenant, noted } = response.locals;
    const budget = await store.budgets.get(tenant, knownBudgetId(request));
    if (!budget) throw noBudget();
    noted.budget_id = budget.id;
    response.json(presentBudget(budget));
  };
}
