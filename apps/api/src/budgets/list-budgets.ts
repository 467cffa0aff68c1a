import { presentBudget, type BudgetRecord, type Store } from '@darkroom/queue';
import { z } from 'zod';

import { answerPage } from '../http/answer/answer-page.ts';
import { tenantOrAll, type Handler } from '../http/handler.ts';
import { pageLimit, pageQuery } from '../http/request/page-query.ts';
import { invalidRequest, validate } from '../http/request/validate.ts';

/** As many as a tenant may have: its budgets are one page. */
const ALL = 100;

export const ListBudgetsQuery = z.strictObject({ ...pageQuery, limit: pageLimit(ALL) });

/** `GET /v1/budgets`: one page, by tenant and id. */
export function listBudgets({ store }: { store: Store }): Handler {
  return async (request, response) => {
    const { limit, cursor } = validate(ListBudgetsQuery, request.query);
    const own = tenantOrAll(response);
    const after = cursor === undefined ? undefined : readCursor(cursor);
    const tenants = own === null ? await store.jobs.tenants() : [own];
    const found: BudgetRecord[] = [];
    for (const tenant of tenants) {
      if (found.length > limit) break;
      if (after && tenant < after.tenant) continue;
      const budgets = await store.budgets.list(tenant);
      found.push(...budgets.filter(({ id }) => !after || tenant > after.tenant || id > after.id));
    }
    const page = found.slice(0, limit);
    const next = found.length > limit ? writeCursor(page.at(-1)!) : null;
    answerPage(request, response, { data: page.map(presentBudget), next_cursor: next });
  };
}

/** The place of a budget in the list. */
type Place = { tenant: string; id: string };

function writeCursor({ tenant, id }: Place): string {
  return Buffer.from(`${tenant} ${id}`).toString('base64url');
}

/** @throws ProblemError invalid_request */
function readCursor(cursor: string): Place {
  const [, tenant, id] = /^(\S+) (\S+)$/.exec(Buffer.from(cursor, 'base64url').toString()) ?? [];
  if (tenant === undefined || id === undefined)
    throw invalidRequest([{ pointer: '/cursor', detail: 'must be a next_cursor of an earlier page' }]);
  return { tenant, id };
}
