import { html, nothing, type TemplateResult } from 'lit-html';
import { repeat } from 'lit-html/directives/repeat.js';

import type { BudgetsShown } from '../../../budgets/budget-data.ts';
import type { Loaded } from '../../state/resource.ts';
import { numberWords } from '../../words/money/money.ts';
import { loaded, pageHead } from '../pieces/parts.ts';
import { moneyTabs } from '../usage/money-tabs.ts';
import { budgetCard, type BudgetContext } from './budget-card.ts';

export type BudgetsPageState = Omit<BudgetContext, 'currency'> & {
  budgets: Loaded<BudgetsShown>;
  /** Which tenant to show, where several can be chosen. */
  tenantField: TemplateResult | typeof nothing;
  /** Undefined for people who may not. */
  create: (() => void) | undefined;
};

/** All budgets, those near their end first. */
export function budgetsPage({ budgets, tenantField, create, ...context }: BudgetsPageState): TemplateResult {
  const action = create && html`<button type="button" class="button is-main" @click=${create}>New budget…</button>`;
  return html`${pageHead('Budgets', 'What may be spent, and what is spent. Budgets near their end come first.', action)}
    ${moneyTabs()}${tenantField}
    <section class="budgets" aria-label="Budgets" ?data-ready=${budgets.data !== null}>
      ${loaded(budgets, ({ data, count, currency }) =>
        data.length === 0
          ? html`<p class="nothing-here">There is no budget: nothing limits what is spent.</p>`
          : html`${repeat(
                data,
                ({ tenant, id }) => `${tenant} ${id}`,
                (budget) => budgetCard(budget, { ...context, currency }),
              )}
              <p class="usage-note">
                The line across a bar is where the warning is sent. A forecast assumes that spending goes on as it did so far.
              </p>
              ${count > data.length ? html`<p class="usage-more">These are ${numberWords(data.length)} of ${numberWords(count)} budgets. Choose a tenant to see the others.</p>` : nothing}`,
      )}
    </section>`;
}
