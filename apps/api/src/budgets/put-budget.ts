import { PutBudget } from '@darkroom/contracts';
import { presentBudget, type Store } from '@darkroom/queue';

import { readBudgetId } from './find-budget.ts';
import { refuseOperators } from './operators-budget.ts';
import { authorOf } from '../http/author-of.ts';
import type { Handler } from '../http/handler.ts';
import { ProblemError } from '../http/problem.ts';
import { readJson } from '../http/request/read-json.ts';
import { validate } from '../http/request/validate.ts';

/** `PUT /v1/budgets/{id}`: makes a budget, or changes its limit, its warnings and what happens when it is used up. */
export function putBudget({ store }: { store: Store }): Handler {
  return async (request, response) => {
    const { tenant, caller, noted } = response.locals;
    const body = validate(PutBudget, await readJson(request));
    const id = readBudgetId(request);
    noted.budget_id = id;
    const put = await store.budgets.put({ tenant, id, isOperator: caller.isOperator, author: authorOf(request, response) }, body);
    noted.outcome = put.outcome;
    switch (put.outcome) {
      case 'created':
        response.status(201).setHeader('Location', `/v1/budgets/${id}`);
        response.json(presentBudget(put.budget));
        return;
      case 'changed':
        response.json(presentBudget(put.budget));
        return;
      case 'fixed':
        throw new ProblemError(
          'budget_fixed',
          'Project, product, unit, period and time zone of a budget cannot change. Create another budget.',
        );
      case 'set_by_operator':
        throw refuseOperators();
      case 'too_many':
        throw new ProblemError('too_many_budgets', 'A tenant may have at most 100 budgets. Delete one that is no longer needed.');
    }
  };
}
