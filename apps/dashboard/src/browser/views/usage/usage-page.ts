import { html, nothing, type TemplateResult } from 'lit-html';

import type { UsageShown } from '../../../usage/usage-data.ts';
import { usageAddress } from '../../state/usage/usage-view.ts';
import type { Loaded } from '../../state/resource.ts';
import { daysWords } from '../../words/text/days.ts';
import { cost, numberWords } from '../../words/money/money.ts';
import { counted } from '../../words/text/text.ts';
import { groupValueWords, groupWordsWithin, otherWords } from '../../words/money/usage.ts';
import { chart } from '../chart/chart.ts';
import { TONES, type Chart, type Series } from '../chart/chart-data.ts';
import { copyButton } from '../pieces/copy-button.ts';
import { loaded, pageHead } from '../pieces/parts.ts';
import { moneyTabs } from './money-tabs.ts';
import { usageFilters, type UsageChoices } from './usage-filters.ts';
import { usageTable } from './usage-table.ts';

export type UsagePageState = UsageChoices & {
  usage: Loaded<UsageShown>;
  /** What the export is doing: null when nothing. */
  exporting: 'under way' | { problem: string } | null;
  exportCsv: () => void;
};

/** What paid calls cost, grouped as the person has chosen. */
export function usagePage(state: UsagePageState): TemplateResult {
  const { view, usage } = state;
  return html`${pageHead('Usage', `Paid calls of ${daysWords(view)}, by the day on which they were made.`, actions(state))} ${moneyTabs()}
    ${usageFilters(state)}
    ${state.exporting !== null && state.exporting !== 'under way' ? html`<p class="trouble" role="alert">${state.exporting.problem}</p>` : nothing}
    ${usage.data ? figures(usage.data) : html`<dl class="figures is-waiting" aria-hidden="true"></dl>`}
    <section class="panel">${chart(chartOf(state))}</section>
    <section class="usage-rows" aria-label="Rows" ?data-ready=${usage.data !== null}>
      ${loaded(usage, (data) => (data.rows === 0 ? html`<p class="nothing-here">No paid call was made in this time.</p>` : usageTable(data, view)))}
    </section>`;
}

function actions({ view, exporting, exportCsv }: UsagePageState): TemplateResult {
  return html`${copyButton({ text: `${location.origin}${usageAddress(view)}`, label: 'Copy link', look: 'button' })}<button
      type="button"
      class="button is-main"
      ?disabled=${exporting === 'under way'}
      @click=${exportCsv}
    >
      ${exporting === 'under way' ? 'Preparing…' : 'Download CSV'}
    </button>`;
}

function figures({ total, currency }: UsageShown): TemplateResult {
  const open = total.may_be_charged + total.unknown;
  return html`<dl class="figures">
      ${currency === null ? nothing : figure('Cost', cost(total.cost, currency))}${figure('Generations', numberWords(total.generations))}${figure('Downloads', numberWords(total.downloads))}${figure('Bill not certain', numberWords(open))}
    </dl>
    ${
      currency === null
        ? html`<p class="usage-note">
            No prices are set, so only calls are counted. The operator sets them in <code>DARKROOM_PRICES</code>.
          </p>`
        : open > 0
          ? html`<p class="usage-note">
              The cost contains ${counted(open, 'call')} with a bill that is not certain yet. It can become less.
            </p>`
          : nothing
    }`;
}

function figure(name: string, value: string): TemplateResult {
  return html`<div>
    <dt>${name}</dt>
    <dd>${value}</dd>
  </div>`;
}

function chartOf({ usage: { data, isLoading } }: UsagePageState): Chart {
  const { measure = 'cost', step = 'day', times = [], by = null, series = [], rest = null } = data?.chart ?? {};
  const currency = data?.currency ?? null;
  const name = measure === 'cost' && currency !== null ? 'Spend' : 'Paid calls';
  const shown: Series[] = series.map(({ value, values }, at) => ({
    name: by === null ? name : groupValueWords(by, value, data?.key_names),
    values,
    tone: TONES[at] ?? 'rest',
  }));
  if (rest) shown.push({ name: otherWords(by, rest.count), values: rest.values, tone: 'rest' });
  return {
    title: `${name} by ${step}${by === null ? '' : ` and ${groupWordsWithin(by)}`}`,
    kind: 'stacked',
    unit: measure === 'cost' && currency !== null ? { currency } : 'count',
    step,
    times,
    series: shown,
    empty: data === null ? 'What was paid for cannot be read now.' : 'Nothing was paid for in this time.',
    isLoading: isLoading && data === null,
  };
}
