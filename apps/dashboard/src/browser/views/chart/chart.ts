import { html, nothing, type TemplateResult } from 'lit-html';
import { guard } from 'lit-html/directives/guard.js';

import { addsUp, isEmpty, type Chart, type ChartData, type Step } from './chart-data.ts';
import { timeWords, valuesAt } from './chart-words.ts';
import { plot } from './plot.ts';
import { swatch } from './tip.ts';

const STEP_NAMES: Record<Step, string> = { minute: 'Time', hour: 'Time', day: 'Day (UTC)', month: 'Month' };

/** A chart with its legend, and its values as a table. Its height is the same with values, without, and while they are read. Needs the style `chart`. */
export function chart({ empty, isLoading = false, ...data }: Chart): TemplateResult {
  return html`<figure class="chart">
    <figcaption class="chart-head">
      <h2 class="chart-title">${data.title}</h2>
      ${data.series.length > 1 ? legend(data) : nothing}
    </figcaption>
    ${isEmpty(data) ? html`<p class="chart-plot chart-empty">${isLoading ? 'Loading…' : empty}</p>` : drawn(data)}
  </figure>`;
}

function legend(data: ChartData): TemplateResult {
  return html`<ul class="chart-legend">
    ${data.series.map(({ name }, at) => html`<li>${swatch(data, at)}<span class="chart-name" title=${name}>${name}</span></li>`)}
  </ul>`;
}

function drawn(data: ChartData): TemplateResult {
  return html`<div class="chart-plot" role="slider" tabindex="0" aria-label=${data.title} aria-valuemin="0" ${plot(data)}></div>
    <details class="chart-table">
      <summary>As a table</summary>
      ${guard([data.times, data.step, JSON.stringify(data.series)], () => table(data))}
    </details>`;
}

function table(data: ChartData): TemplateResult {
  const names = [...data.series.map(({ name }) => name), ...(addsUp(data) ? ['Total'] : [])];
  return html`<div class="table-frame" role="region" tabindex="0" aria-label=${`${data.title}, as a table`}>
    <table class="table is-table">
      <thead>
        <tr>
          <th scope="col">${STEP_NAMES[data.step]}</th>
          ${names.map((name) => html`<th scope="col" class="is-number">${name}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${data.times.map(
          (ms, index) =>
            html`<tr>
              <th scope="row">${timeWords(ms, data.step)}</th>
              ${valuesAt(data, index).map(({ words }) => html`<td class="is-number">${words}</td>`)}
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}
