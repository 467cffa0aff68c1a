import { tenantOrAll, type Handler } from '@darkroom/api/http/handler';
import { checkQuery } from '@darkroom/api/http/request/check-query';
import { pageLimit } from '@darkroom/api/http/request/page-query';
import { validate } from '@darkroom/api/http/request/validate';
import type { Budget, Prices } from '@darkroom/contracts';
import { presentBudget, type Store } from '@darkroom/queue';
import express, { type Router } from 'express';
import { z } from 'zod';

type Deps = { store: Store; prices: Prices | undefined };

/** `used_share`: what is spent or reserved, as a share of the limit. */
export type BudgetShown = Budget & { used_share: number };

/** Budgets as pages show them: those that are used most first. `count`: how many there are; `near_end`: of how many most is used. */
export type BudgetsShown = { data: BudgetShown[]; count: number; near_end: number; currency: string | null };

/** From this share on a budget is near its end. */
const NEAR_END = 0.8;

/** As many as one tenant may have. */
const MOST_SHOWN = 100;

const BudgetsQuery = z.strictObject({ limit: pageLimit(MOST_SHOWN) });

/** Budgets of all that the person may see. The API lists them by tenant and id, which buries those near their end. */
export function budgetData(deps: Deps): Router {
  const router = express.Router();
  router.get('/data/budgets', checkQuery(true), list(deps));
  return router;
}

function list({ store, prices }: Deps): Handler {
  return async (request, response) => {
    const { limit } = validate(BudgetsQuery, request.query);
    const own = tenantOrAll(response);
    const found: BudgetShown[] = [];
    for (const tenant of own === null ? await store.jobs.tenants() : [own]) {
      const budgets = (await store.budgets.list(tenant)).map(presentBudget);
      found.push(...budgets.map((budget) => ({ ...budget, used_share: usedShare(budget) })));
    }
    const data = found.toSorted((a, b) => b.used_share - a.used_share || b.waiting_jobs - a.waiting_jobs);
    const shown: BudgetsShown = {
      data: data.slice(0, limit),
      count: data.length,
      near_end: data.filter(({ used_share: share }) => share >= NEAR_END).length,
      currency: prices?.currency ?? null,
    };
    response.json(shown);
  };
}

/** What is spent or reserved, as a share of the limit. A limit of 0 is used up. */
export function usedShare({ limit, spent, reserved }: Pick<Budget, 'limit' | 'spent' | 'reserved'>): number {
  return Number(limit) === 0 ? 1 : (Number(spent) + Number(reserved)) / Number(limit);
}
