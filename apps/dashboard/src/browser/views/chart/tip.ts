import { html, type TemplateResult } from 'lit-html';

import { addsUp, type ChartData } from './chart-data.ts';
import { timeWords, valuesAt } from './chart-words.ts';

/** The values of one time, beside the place that is looked at. In the order in which they are drawn. */
export function tip(data: ChartData, index: number): TemplateResult {
  const values = valuesAt(data, index).filter(({ value, at }) => !addsUp(data) || at === null || value);
  const total = values.filter(({ at }) => at === null);
  const each = values.filter(({ at }) => at !== null);
  const ordered = addsUp(data) ? [...each.toReversed(), ...total] : each;
  return html`<p class="chart-tip-time">${timeWords(data.times[index] ?? 0, data.step)}</p>
    <dl class="chart-tip-values">
      ${ordered.map(
        ({ name, words, at }) =>
          html`<div class=${at === null ? 'is-total' : ''}>
            <dt>${at === null ? '' : swatch(data, at)}<span class="chart-name">${name}</span></dt>
            <dd>${words}</dd>
          </div>`,
      )}
    </dl>`;
}

/** The colour of a series; lines also differ in their dashes. */
export function swatch({ kind, series }: ChartData, at: number): TemplateResult {
  return html`<span class="chart-swatch" data-tone=${series[at]!.tone} data-dash=${kind === 'line' ? at % 3 : ''}></span>`;
}
