import { html, nothing, type TemplateResult } from 'lit-html';

import type { BudgetShown, BudgetsShown } from '../../../budgets/budget-data.ts';
import { budgetsAddress } from '../../state/budgets-address.ts';
import { amountWords, scopeWords } from '../../words/money/budget.ts';
import { percent } from '../../words/money/money.ts';
import { counted } from '../../words/text/text.ts';
import { bar } from '../pieces/bar.ts';

/** Budgets of which most is used or reserved, the fullest first. */
export function nearEnd({ data, near_end: count, currency }: BudgetsShown): TemplateResult | typeof nothing {
  if (count === 0) return nothing;
  const shown = data.slice(0, count);
  return html`<section class="panel" id="near-end" aria-label="Budgets near their end">
    <h2>Budgets near their end</h2>
    <ul class="near-end">
      ${shown.map((budget) => line(budget, currency))}
    </ul>
    <p class="near-end-all">
      <a href=${budgetsAddress()}
        >${count > shown.length ? `All budgets; ${count - shown.length} more are near their end` : 'All budgets'}</a
      >
    </p>
  </section>`;
}

function line(budget: BudgetShown, currency: string | null): TemplateResult {
  const { id, tenant, limit, left, unit, waiting_jobs: waiting, used_share: share } = budget;
  const isUsedUp = Number(left) === 0;
  return html`<li>
    <p class="near-end-name">
      <a href=${budgetsAddress(tenant)}>${id}</a> <span class="quiet-words">${tenant}: ${scopeWords(budget)}</span>
    </p>
    <p>
      ${isUsedUp ? `All of ${amountWords(limit, unit, currency)} used` : `${amountWords(left, unit, currency)} left`}${waiting > 0 ? `, ${counted(waiting, 'job waits', 'jobs wait')}` : ''}
    </p>
    <p class="near-end-bar">${bar([{ share, tone: isUsedUp ? 'is-over' : 'is-used' }])}<b>${percent(share)} used</b></p>
  </li>`;
}
