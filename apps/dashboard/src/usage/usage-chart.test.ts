import { describe, expect, test } from '@jest/globals';
import type { Usage } from '@darkroom/contracts';

import { chartOf } from './usage-chart.ts';

const NONE = { generations: 0, downloads: 0, not_charged: 0, charged: 0, may_be_charged: 0, unknown: 0, cost: '0' };
const row = (day: string, project_code: string | null, cost: string, calls = 1) => ({
  ...NONE,
  day,
  project_code,
  generations: calls,
  cost,
});
const usage = (data: Usage['data'], cost: string | null = '1') => ({ data, total: { ...NONE, cost } });
const projects = (count: number) => Array.from({ length: count }, (_, at) => row('2026-10-01', `P${at}`, String(count - at)));
const OCTOBER = { from: '2026-10-01', to: '2026-10-03', by: 'project_code' } as const;

describe('usage over time', () => {
  test('has a value for each day, the largest series first', () => {
    const data = [
      row('2026-10-01', 'X', '0.1'),
      row('2026-10-01', null, '0.3'),
      row('2026-10-03', 'X', '0.2'),
      row('2026-10-03', 'X', '0.1'),
    ];
    expect(chartOf(usage(data), OCTOBER)).toEqual({
      measure: 'cost',
      step: 'day',
      by: 'project_code',
      times: [1, 2, 3].map((day) => Date.UTC(2026, 9, day)),
      series: [
        { value: 'X', values: [0.1, 0, 0.3] },
        { value: null, values: [0.3, 0, 0] },
      ],
      rest: null,
    });
  });

  test('counts calls where nothing has a price', () => {
    const chart = chartOf(usage([row('2026-10-02', 'X', '0', 7)], null), OCTOBER);
    expect([chart.measure, chart.series]).toEqual(['calls', [{ value: 'X', values: [0, 7, 0] }]]);
  });

  test('has the rest in one series, which is never of one alone', () => {
    const [six, seven, nine] = [6, 7, 9].map((count) => chartOf(usage(projects(count)), OCTOBER));
    expect([six!.series.length, six!.rest]).toEqual([6, null]);
    expect([seven!.series.length, seven!.rest]).toEqual([5, { count: 2, values: [3, 0, 0] }]);
    expect([nine!.series.length, nine!.rest]).toEqual([6, { count: 3, values: [6, 0, 0] }]);
  });

  test('is by month where there are many days', () => {
    const chart = chartOf(usage([row('2025-11-30', 'X', '1'), row('2026-01-01', 'X', '2')]), {
      ...OCTOBER,
      from: '2025-11-15',
      to: '2026-03-01',
    });
    expect([chart.step, chart.times]).toEqual(['month', [10, 11, 12, 13, 14].map((month) => Date.UTC(2025, month))]);
    expect(chart.series).toEqual([{ value: 'X', values: [1, 0, 2, 0, 0] }]);
  });
});
