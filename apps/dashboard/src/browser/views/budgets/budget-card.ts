import { html, nothing, type TemplateResult } from 'lit-html';

import type { BudgetShown } from '../../../budgets/budget-data.ts';
import { amountWords, dayAndTime, forecastWords, periodWords, scopeWords } from '../../words/money/budget.ts';
import { percent } from '../../words/money/money.ts';
import { counted } from '../../words/text/text.ts';
import { bar } from '../pieces/bar.ts';

export type BudgetActions = { change: (budget: BudgetShown) => void; remove: (budget: BudgetShown) => void };

export type BudgetContext = {
  currency: string | null;
  /** In ms. */
  now: number;
  /** Whether the tenant is of interest. */
  showsTenant: boolean;
  /** What the person may do with this one; null: nothing. */
  actionsFor: (budget: BudgetShown) => BudgetActions | null;
};

/** One budget: how much of it is used, and how it will go on. */
export function budgetCard(budget: BudgetShown, { currency, now, showsTenant, actionsFor }: BudgetContext): TemplateResult {
  const { id, unit, limit, spent, reserved, left, used_share: share } = budget;
  const [spentShare, reservedShare] = [spent, reserved].map((amount) => (Number(limit) === 0 ? 1 : Number(amount) / Number(limit))) as [
    number,
    number,
  ];
  const isNear = Number(left) === 0;
  const actions = actionsFor(budget);
  const value = (name: string, amount: string): TemplateResult =>
    html`<div>
      <dt>${name}</dt>
      <dd>${amountWords(amount, unit, currency)}</dd>
    </div>`;
  return html`<article class="panel budget ${isNear ? 'is-used-up' : ''}" data-budget=${id}>
    <header class="budget-head">
      <h2>${id}</h2>
      <p>
        ${showsTenant ? html`<b>${budget.tenant}</b> · ` : nothing}${scopeWords(budget)}, ${periodWords(budget)}
        <span class="badge">${budget.set_by === 'operator' ? 'set by the operator' : 'set by the tenant'}</span>
      </p>
    </header>
    <p class="budget-bar">
      ${bar(
        [
          { share: spentShare, tone: isNear ? 'is-over' : 'is-used' },
          { share: reservedShare, tone: 'is-reserved' },
        ],
        budget.warn_at,
      )}
      <b>${percent(share)} used</b>
    </p>
    <dl class="budget-numbers">${value('Limit', limit)}${value('Spent', spent)}${value('Reserved', reserved)}${value('Left', left)}</dl>
    <p class="budget-forecast">
      ${forecastWords(budget, currency, now)}
      ${budget.period_end === null || isNear ? nothing : `The period ends ${dayAndTime(Date.parse(budget.period_end))}.`}
      ${budget.when_used_up === 'wait' ? 'Jobs without room wait.' : 'Jobs without room are refused.'}
      ${budget.waiting_jobs === 0 ? nothing : html`<a href=${waitingJobs(budget)}>${counted(budget.waiting_jobs, 'job waits', 'jobs wait')} for it</a>.`}
    </p>
    ${
      actions === null
        ? nothing
        : html`<p class="budget-actions">
            <button type="button" class="button is-small" @click=${() => actions.change(budget)}>
              Change…<span class="unseen"> ${id}</span>
            </button>
            <button type="button" class="button is-small" @click=${() => actions.remove(budget)}>
              Remove…<span class="unseen"> ${id}</span>
            </button>
          </p>`
    }
  </article>`;
}

function waitingJobs({ tenant, project_code: project, product_id: product }: BudgetShown): string {
  const query = new URLSearchParams({ tenant, status: 'queued', reason: 'budget' });
  if (project !== null) query.set('project_code', project);
  if (product !== null) query.set('product_id', String(product));
  return `/jobs?${query.toString()}`;
}
