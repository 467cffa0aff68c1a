import type { Store } from '@darkroom/queue';

import { knownBudgetId, noBudget } from './find-budget.ts';
import { refuseOperators } from './operators-budget.ts';
import { authorOf } from '../http/author-of.ts';
import type { Handler } from '../http/handler.ts';

/** `DELETE /v1/budgets/{id}`: jobs that wait for it go on. */
export function deleteBudget({ store }: { store: Store }): Handler {
  return async (request, response) => {
    const { tenant, caller, noted } = response.locals;
    const id = knownBudgetId(request);
    noted.budget_id = id;
    const removed = await store.budgets.remove({ tenant, id, isOperator: caller.isOperator, author: authorOf(request, response) });
    noted.outcome = removed;
    if (removed === 'missing') throw noBudget();
    if (removed === 'set_by_operator') throw refuseOperators();
    response.status(204).end();
  };
}
