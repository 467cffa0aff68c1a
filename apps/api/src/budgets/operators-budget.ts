import { ProblemError } from '../http/problem.ts';

/** The refusal to change or delete a budget of the operator with a key of the tenant. */
export function refuseOperators(): ProblemError {
  return new ProblemError('forbidden', 'The operator set this budget. Only the operator can change or delete it.');
}
