import type { Reconciliation } from '@darkroom/contracts';
import { html, nothing, type TemplateResult } from 'lit-html';

import { follow, withQuery } from '../../state/address.ts';
import type { Loaded } from '../../state/resource.ts';
import { cost, numberWords } from '../../words/money/money.ts';
import { differencesWords, reconciliationStatus } from '../../words/money/reconciliation.ts';
import { loaded, pageHead, pager } from '../pieces/parts.ts';
import { ago } from '../pieces/time.ts';
import { moneyTabs } from '../usage/money-tabs.ts';
import { periodOf } from './period-of.ts';
import { reconciliationDetail } from './reconciliation-detail.ts';

export type ReconciliationList = { data: Reconciliation[]; next_cursor: string | null };

export type ReconciliationPageState = {
  list: Loaded<ReconciliationList>;
  /** The one that is open, if any. */
  open: Loaded<Reconciliation> | null;
  openId: string | null;
  isFirst: boolean;
  tenantField: TemplateResult | typeof nothing;
  /** In ms. */
  now: number;
  /** Undefined for people who may not. */
  start: (() => void) | undefined;
};

/** What Getty has and we do not, and the other way round. */
export function reconciliationPage(state: ReconciliationPageState): TemplateResult {
  const { list, open, start, now, isFirst } = state;
  const action = start && html`<button type="button" class="button is-main" @click=${start}>Compare with Getty…</button>`;
  return html`${pageHead('Reconciliation', 'Getty’s history of generations, compared with our records. Yesterday is compared every night.', action)}
    ${moneyTabs()}${state.tenantField} ${open === null ? nothing : loaded(open, (data) => reconciliationDetail(data, now))}
    <section class="reconciliations" aria-label="All reconciliations" ?data-ready=${list.data !== null}>
      ${loaded(list, ({ data, next_cursor: nextCursor }) =>
        data.length === 0
          ? html`<p class="nothing-here">
              No comparison was made in the last 90
              days.${start ? ' “Compare with Getty” makes one, of the days that you choose. It costs nothing.' : nothing}
            </p>`
          : html`${table(data, state)}${pager({ nextCursor, isFirst })}`,
      )}
    </section>`;
}

function table(data: Reconciliation[], { openId, now }: ReconciliationPageState): TemplateResult {
  return html`<div class="table-frame">
    <table class="table">
      <thead>
        <tr>
          <th scope="col">Time</th>
          <th scope="col">State</th>
          <th scope="col">Result</th>
          <th scope="col" class="is-number">Matched</th>
          <th scope="col" class="is-number">Getty’s cost beyond ours</th>
          <th scope="col">Of</th>
          <th scope="col">Started</th>
        </tr>
      </thead>
      <tbody>
        ${data.map((each) => row(each, each.id === openId, now))}
      </tbody>
    </table>
  </div>`;
}

function row(reconciliation: Reconciliation, isOpen: boolean, now: number): TemplateResult {
  const { id, status, counts, cost_difference: difference, currency, tenant, trigger, created_at: at } = reconciliation;
  return html`<tr>
    <td><a href=${withQuery({ id })} aria-current=${isOpen ? 'true' : 'false'} @click=${follow}>${periodOf(reconciliation)}</a></td>
    <td data-label="State">${reconciliationStatus(status)}</td>
    <td data-label="Result">${status === 'completed' ? differencesWords(counts) : '–'}</td>
    <td class="is-number" data-label="Matched">${numberWords(counts.matched)}</td>
    <td class="is-number" data-label="Getty’s cost beyond ours">${cost(difference, currency)}</td>
    <td data-label="Of">${tenant ?? 'The account'}</td>
    <td data-label="Started">${ago(at, now)}${trigger === 'daily' ? ', by itself' : ''}</td>
  </tr>`;
}
