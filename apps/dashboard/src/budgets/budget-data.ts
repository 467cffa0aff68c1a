import { tenantOrAll, type Handler } from '@darkroom/api/http/handler';
import { checkQuery } from '@darkroom/api/http/request/check-query';
import type { Budget, Prices } from '@darkroom/contracts';
import { presentBudget, type Store } from '@darkroom/queue';
import express, { type Router } from 'express';

type Deps = { store: Store; prices: Prices | undefined };

/** Budgets as the page shows them: those that are used most first. `count`: how many there are. */
export type BudgetsShown = { data: Budget[]; count: number; currency: string | null };

/** As many as one tenant may have. */
const MOST_SHOWN = 100;

/** Budgets of all that the person may see. The API lists them by tenant and id, which buries those near their end. */
export function budgetData(deps: Deps): Router {
  const router = express.Router();
  router.get('/data/budgets', checkQuery(false), list(deps));
  return router;
}

function list({ store, prices }: Deps): Handler {
  return async (_request, response) => {
    const own = tenantOrAll(response);
    const found: Budget[] = [];
    for (const tenant of own === null ? await store.jobs.tenants() : [own]) {
      found.push(...(await store.budgets.list(tenant)).map(presentBudget));
    }
    const data = found.toSorted((a, b) => usedShare(b) - usedShare(a) || b.waiting_jobs - a.waiting_jobs).slice(0, MOST_SHOWN);
    const shown: BudgetsShown = { data, count: found.length, currency: prices?.currency ?? null };
    response.json(shown);
  };
}

/** What is spent or reserved, as a share of the limit. A limit of 0 is used up. */
export function usedShare({ limit, spent, reserved }: Pick<Budget, 'limit' | 'spent' | 'reserved'>): number {
  return Number(limit) === 0 ? 1 : (Number(spent) + Number(reserved)) / Number(limit);
}
