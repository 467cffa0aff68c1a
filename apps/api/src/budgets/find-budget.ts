import { BudgetId } from '@darkroom/contracts';
import type { Request } from 'express';

import { ProblemError } from '../http/problem.ts';
import { invalidRequest } from '../http/request/validate.ts';

/** The id in the path of a budget that is to be made. @throws ProblemError invalid_request */
export function readBudgetId(request: Request): BudgetId {
  const parsed = BudgetId.safeParse(request.params['id']);
  if (!parsed.success) throw invalidRequest([{ pointer: '/id', detail: parsed.error.issues[0]!.message }]);
  return parsed.data;
}

/** The id in the path of a budget that must be there. @throws ProblemError not_found for a text that is no id */
export function knownBudgetId(request: Request): BudgetId {
  const parsed = BudgetId.safeParse(request.params['id']);
  if (!parsed.success) throw noBudget();
  return parsed.data;
}

export function noBudget(): ProblemError {
  return new ProblemError('not_found', 'There is no budget with this id.');
}
