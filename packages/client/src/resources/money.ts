import type {
  Budget,
  BudgetId,
  PutBudget,
  Reconciliation,
  ReconciliationId,
  ReconciliationRequest,
  Usage,
} from '../api-types.generated.ts';
import { waitFor, type WaitOptions } from '../events/wait-for.ts';
import type { Http } from '../http/http.ts';
import type { List } from '../lists/list.ts';
import type { CallOptions } from '../settings.ts';
import { listAt, pathsUnder } from './list-at.ts';
import type { PageFilter, UsageFilter } from './queries.ts';

const CSV = { accept: 'text/csv' };

export function usageOf(http: Http) {
  return {
    /** Paid calls by the day on which they were made. */
    get: (filter?: UsageFilter, options?: CallOptions): Promise<Usage> =>
      http.call({ method: 'GET', path: '/v1/usage', query: filter }, options),
    /** The same as CSV. */
    csv: (filter?: UsageFilter, options?: CallOptions): Promise<string> =>
      http.text({ method: 'GET', path: '/v1/usage', query: filter, headers: CSV }, options),
  };
}

export function budgetsOf(http: Http) {
  const at = pathsUnder('/v1/budgets');
  return {
    list: (filter?: PageFilter, options?: CallOptions): List<Budget> => listAt(http, { path: '/v1/budgets', query: filter }, options),
    get: (id: BudgetId, options?: CallOptions): Promise<Budget> => http.call({ method: 'GET', path: at(id) }, options),
    /** Creates a budget under an id of yours, or changes its limit, warnings, or what happens when it is used up. */
    put: (id: BudgetId, body: PutBudget, options?: CallOptions): Promise<Budget> =>
      http.call({ method: 'PUT', path: at(id), body }, options),
    delete: (id: BudgetId, options?: CallOptions): Promise<void> => http.call({ method: 'DELETE', path: at(id) }, options),
  };
}

export function reconciliationsOf(http: Http) {
  const at = pathsUnder('/v1/reconciliations');
  return {
    /** Starts the comparison of Getty's history with your jobs. It runs in the background. */
    create: (body: ReconciliationRequest, options?: CallOptions): Promise<Reconciliation> =>
      http.call({ method: 'POST', path: '/v1/reconciliations', body }, options),
    list: (filter?: PageFilter, options?: CallOptions): List<Reconciliation> =>
      listAt(http, { path: '/v1/reconciliations', query: filter }, options),
    get: (id: ReconciliationId, options?: CallOptions): Promise<Reconciliation> => http.call({ method: 'GET', path: at(id) }, options),
    /** Waits until it has completed or failed. */
    wait: (id: ReconciliationId, options?: WaitOptions<Reconciliation>): Promise<Reconciliation> =>
      waitFor<Reconciliation>(
        http,
        {
          what: id,
          read: (callOptions) => http.json({ method: 'GET', path: at(id) }, callOptions),
          isDone: ({ status }) => status !== 'running',
        },
        options,
      ),
  };
}
