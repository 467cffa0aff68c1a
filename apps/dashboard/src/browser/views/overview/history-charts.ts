import { html, type TemplateResult } from 'lit-html';

import type { HistoryPoint } from '../../../overview/history-points.ts';
import type { HistoryAnswer } from '../../state/overview/history.ts';
import { chart } from '../chart/chart.ts';
import type { ChartData, Series } from '../chart/chart-data.ts';

const HOUR_MS = 3_600_000;

/** How the account went: jobs, times, slots and refusals. */
export function historyCharts({ points, step_ms: stepMs }: HistoryAnswer): TemplateResult {
  const times = points.map(({ at }) => Date.parse(at));
  const step = stepMs < HOUR_MS ? 'minute' : 'hour';
  const draw = (data: Pick<ChartData, 'title' | 'kind' | 'unit' | 'series'>, empty: string) => chart({ ...data, times, step, empty });
  const of = (name: string, tone: Series['tone'], value: (point: HistoryPoint) => number | null): Series => ({
    name,
    tone,
    values: points.map(value),
  });
  return html`<div class="charts">
    ${draw(
      {
        title: 'Jobs a minute',
        kind: 'line',
        unit: 'count',
        series: [
          of('Accepted', 'queued', (point) => point.accepted),
          of('Succeeded', 'succeeded', (point) => point.succeeded),
          of('Failed or expired', 'failed', (point) => point.failed),
        ],
      },
      'No worker has noted a minute yet.',
    )}
    ${draw(
      {
        title: 'From acceptance to the picture',
        kind: 'line',
        unit: 'duration',
        series: [of('Half within', 'waiting', (point) => point.p50_ms), of('95 of 100 within', 'held', (point) => point.p95_ms)],
      },
      'No generation has succeeded in this time.',
    )}
    ${draw(
      {
        title: 'Slots at Getty',
        kind: 'line',
        unit: 'count',
        series: [of('In use', 'submitting', (point) => point.slots_taken), of('Limit', 'rest', (point) => point.slots)],
      },
      'No worker has noted a minute yet.',
    )}
    ${draw(
      { title: 'Calls that Getty refused', kind: 'bars', unit: 'count', series: [of('Refused', 'failed', (point) => point.refused)] },
      'Getty has refused none in this time.',
    )}
  </div>`;
}
