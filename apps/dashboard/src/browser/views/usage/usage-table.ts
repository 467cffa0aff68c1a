import type { Usage, UsageGroup, UsageRow } from '@darkroom/contracts';
import { html, nothing, type TemplateResult } from 'lit-html';

import type { UsageShown } from '../../../usage/usage-data.ts';
import { goTo, isPlainClick } from '../../state/address.ts';
import { jobsOfRow } from '../../state/usage/jobs-of-row.ts';
import { narrowedTo, usageAddress, type UsageView } from '../../state/usage/usage-view.ts';
import { cost, numberWords, percent } from '../../words/money/money.ts';
import { GROUP_WORDS, groupValueWords } from '../../words/money/usage.ts';
import { bar } from '../pieces/bar.ts';

type Counts = Usage['total'];

const COUNTS = [
  ['generations', 'Generations', 'Paid calls of generations that cost, or may cost'],
  ['downloads', 'Downloads', 'Paid calls of downloads that cost, or may cost'],
  ['charged', 'Charged', 'Getty accepted the call'],
  ['may_be_charged', 'May be charged', 'Getty took the call; whether it is charged is not known'],
  ['unknown', 'Unknown', 'The outcome of the call is not known yet'],
  ['not_charged', 'Not charged', 'Getty refused the call: it costs nothing'],
] as const;

/** The rows, the largest first, with their totals. */
export function usageTable(usage: UsageShown, view: UsageView): TemplateResult {
  const { data, rows, total } = usage;
  const hasCost = usage.currency !== null;
  return html`<div class="table-frame">
      <table class="table usage-table">
        <caption class="unseen">
          Paid calls
        </caption>
        <thead>
          <tr>
            ${view.groupBy.length === 0 ? html`<th scope="col">Calls</th>` : view.groupBy.map((group) => html`<th scope="col">${GROUP_WORDS[group]}</th>`)}
            ${hasCost ? html`<th scope="col" class="is-number">Cost</th>` : nothing}
            <th scope="col" class="usage-share">Share</th>
            ${COUNTS.map(([, name, title]) => html`<th scope="col" class="is-number" title=${title}>${name}</th>`)}
            <th scope="col"><span class="unseen">Jobs</span></th>
          </tr>
        </thead>
        <tbody>
          ${data.map((row) => oneRow(row, usage, view))}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row" colspan=${Math.max(1, view.groupBy.length)}>Total</th>
            ${hasCost ? html`<td class="is-number" data-label="Cost">${cost(total.cost, usage.currency)}</td>` : nothing}
            <td class="usage-share"></td>
            ${counts(total)}
            <td></td>
          </tr>
        </tfoot>
      </table>
    </div>
    ${rows > data.length ? html`<p class="usage-more">These are the first ${numberWords(data.length)} of ${numberWords(rows)} rows. The CSV has all.</p>` : nothing}`;
}

function oneRow(row: UsageRow, usage: UsageShown, view: UsageView): TemplateResult {
  const { currency, total, chart } = usage;
  const jobs = jobsOfRow(view, row);
  const share = shareOf(row, total, chart.measure);
  return html`<tr>
    ${view.groupBy.length === 0 ? html`<td>All</td>` : view.groupBy.map((group) => value(group, row, { view, names: usage.key_names }))}
    ${currency === null ? nothing : html`<td class="is-number is-cost" data-label="Cost">${cost(row.cost, currency)}</td>`}
    <td class="usage-share" data-label="Share">${bar([{ share, tone: 'is-used' }])}<span>${percent(share)}</span></td>
    ${counts(row)}
    <td class="usage-jobs">${jobs === null ? nothing : html`<a href=${jobs}>Jobs</a>`}</td>
  </tr>`;
}

function value(group: UsageGroup, row: UsageRow, { view, names }: { view: UsageView; names: UsageShown['key_names'] }): TemplateResult {
  const words = groupValueWords(group, row[group], names);
  const text = html`<span class="usage-value" title=${words}>${words}</span>`;
  const isAlready = group === 'tenant' ? view.tenant !== null : group !== 'day' && view.only[group] !== undefined;
  return html`<td>
    ${isAlready ? text : html`<a href=${usageAddress(narrowedTo(view, group, row[group] ?? null))} @click=${choose}>${text}</a>`}
  </td>`;
}

/** The sums of what was chosen are above the table: a reader who has scrolled down to a row is led to them. */
function choose(event: MouseEvent): void {
  if (!isPlainClick(event)) return;
  event.preventDefault();
  const { pathname, search } = event.currentTarget as HTMLAnchorElement;
  goTo(`${pathname}${search}`);
  const top = document.querySelector('.usage-filters');
  if (top && top.getBoundingClientRect().bottom < 0) top.scrollIntoView();
}

function counts(row: Counts): TemplateResult {
  return html`${COUNTS.map(
    ([name, label]) => html`<td class="is-number ${row[name] === 0 ? 'is-zero' : ''}" data-label=${label}>${numberWords(row[name])}</td>`,
  )}`;
}

function shareOf(row: Counts, total: Counts, measure: 'cost' | 'calls'): number {
  const of = (each: Counts): number => (measure === 'cost' ? Number(each.cost ?? 0) : each.generations + each.downloads);
  return of(total) === 0 ? 0 : of(row) / of(total);
}
