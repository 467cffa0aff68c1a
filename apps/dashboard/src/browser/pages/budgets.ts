import { html, nothing } from 'lit-html';

import type { BudgetsShown } from '../../budgets/budget-data.ts';
import { goTo, readQuery, withQuery } from '../state/address.ts';
import { atMostEvery } from '../state/at-most-every.ts';
import { may, readPerson } from '../state/person.ts';
import { readByAddress } from '../state/read-by-address.ts';
import { createResource } from '../state/resource.ts';
import { askBudgetChange, askBudgetRemoval, askNewBudget } from '../views/budgets/ask-budget.ts';
import { budgetsPage } from '../views/budgets/budgets-page.ts';
import { selectField } from '../views/pieces/parts.ts';
import { startPage } from './start-page.ts';

/** Counters move with each job; people look at them less often. */
const READ_EVERY_MS = 3_000;

const { tenants: own } = readPerson();
const isOperator = own === null;
const budgets = createResource<BudgetsShown>(() => page.drawSoon());
let known: readonly string[] = own ?? [];

/** Whoever covers several tenants, but not all, looks at one of them. */
const tenantNow = (): string | null => readQuery().get('tenant') || (own !== null && own.length > 1 ? own[0]! : null);

const onDone = (words: string): void => {
  page.announce(words);
  budgets.refreshSoon();
};

const currencyNow = (): string | null => budgets.state.data?.currency ?? null;

const create = (): void => {
  const tenant = tenantNow();
  askNewBudget({ tenants: tenant === null ? known : [tenant], isOperator, currency: currencyNow(), onDone });
};

const actions = {
  change: (budget: BudgetsShown['data'][number]) => askBudgetChange(budget, { currency: currencyNow(), onDone }),
  remove: (budget: BudgetsShown['data'][number]) => askBudgetRemoval(budget, onDone),
};

const page = startPage({
  view: ({ counts }, now) => {
    known = own ?? Object.keys(counts).toSorted();
    const tenant = tenantNow();
    const options = [
      ...(isOperator ? [['', 'All'] as const] : []),
      ...[...new Set([...known, ...(tenant === null ? [] : [tenant])])].map((each) => [each, each] as const),
    ];
    return budgetsPage({
      budgets: budgets.state,
      now,
      showsTenant: known.length > 1,
      tenantField:
        known.length > 1 || tenant !== null
          ? html`<div class="usage-fields">
              ${selectField({ name: 'tenant', label: 'Tenant', value: tenant ?? '' }, options, (picked) => goTo(withQuery({ tenant: picked })))}
            </div>`
          : nothing,
      create: may('admin') ? create : undefined,
      actionsFor: ({ set_by: setBy }) => (may('admin') && (isOperator || setBy === 'tenant') ? actions : null),
    });
  },
  onChange: atMostEvery(READ_EVERY_MS, () => budgets.refreshSoon()),
});
readByAddress(budgets, () => ({ path: '/data/budgets', tenant: tenantNow() }));
