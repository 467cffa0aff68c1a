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
    if (!(await store.budgets.get(tenant, id))) throw noBudget();
    const removed = await store.budgets.remove({ tenant, id, isOperator: caller.isOperator, author: authorOf(request, response) });
    noted.outcome = removed;
    if (removed === 'set_by_operator') throw refuseOperators();
    // `missing`: it was removed in between, perhaps by this very request, sent again by the connection.
    response.status(204).end();
  };
}
