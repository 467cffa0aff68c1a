import type { Budget } from '@darkroom/contracts';
import { html, nothing, type TemplateResult } from 'lit-html';

const NEAR = 0.8;
const MOST_SHOWN = 6;

/** Budgets of which most is used or reserved, the fullest first. */
export function nearEnd(budgets: readonly Budget[]): TemplateResult | typeof nothing {
  const near = budgets
    .map((budget) => ({ budget, share: shareOf(budget) }))
    .filter(({ share }) => share >= NEAR)
    .toSorted((a, b) => b.share - a.share);
  if (near.length === 0) return nothing;
  return html`<section class="panel" id="near-end" aria-label="Budgets near their end">
    <h2>Budgets near their end</h2>
    <ul class="near-end">
      ${near.slice(0, MOST_SHOWN).map(({ budget, share }) => line(budget, share))}
    </ul>
    ${near.length > MOST_SHOWN ? html`<p>${near.length - MOST_SHOWN} more.</p>` : nothing}
  </section>`;
}

/** The share of a budget that is spent or reserved. */
export function shareOf({ limit, spent, reserved }: Pick<Budget, 'limit' | 'spent' | 'reserved'>): number {
  const most = Number(limit);
  return most > 0 ? (Number(spent) + Number(reserved)) / most : 1;
}

function line({ id, tenant, limit, left, unit, waiting_jobs: waiting }: Budget, share: number): TemplateResult {
  return html`<li>
    <span>${id} <span class="edge">${tenant}</span></span>
    <span>${left} of ${limit} ${unit} left${waiting > 0 ? `, ${waiting.toLocaleString()} wait` : ''}</span>
    <meter min="0" max="1" high="0.8" value=${Math.min(1, share)} aria-label="Used of ${id}">${Math.round(share * 100)} %</meter>
  </li>`;
}
