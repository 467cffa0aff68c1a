import { describe, expect, test } from '@jest/globals';

import { addsUp, hasSameForm, isEmpty, isSame, layersOf, totalAt, type ChartData } from './chart-data.ts';

const DATA: ChartData = {
  title: 'Calls by day',
  kind: 'stacked',
  unit: 'count',
  step: 'day',
  times: [0, 86_400_000, 172_800_000],
  series: [
    { name: 'acme', values: [1, null, 3], tone: 'first' },
    { name: 'globex', values: [2, null, null], tone: 'second' },
  ],
};

test('series upon each other become sums, the highest first', () => {
  expect(layersOf(DATA)).toEqual([
    { index: 1, values: [3, 0, 3] },
    { index: 0, values: [1, 0, 3] },
  ]);
  expect(layersOf({ ...DATA, kind: 'line' })).toEqual([
    { index: 0, values: [1, null, 3] },
    { index: 1, values: [2, null, null] },
  ]);
});

test('a total is of what there is', () => {
  expect([0, 1, 2].map((index) => totalAt(DATA, index))).toEqual([3, null, 3]);
  expect([addsUp(DATA), addsUp({ ...DATA, kind: 'line' }), addsUp({ ...DATA, series: DATA.series.slice(1) })]).toEqual([
    true,
    false,
    false,
  ]);
});

const only = (kind: ChartData['kind'], values: (number | null)[]) => isEmpty({ ...DATA, kind, series: [{ ...DATA.series[0]!, values }] });

describe('empty', () => {
  test('are bars of 0, but not a line at 0', () => {
    expect([only('bars', [0, 0, null]), only('line', [0, null]), only('line', [null])]).toEqual([true, false, true]);
    expect(isEmpty(DATA)).toBe(false);
  });
});

describe('a later chart', () => {
  test('is the same when nothing in it differs', () => {
    expect(isSame(DATA, structuredClone(DATA))).toBe(true);
  });

  test.each<[string, Partial<ChartData>]>([
    ['another value', { series: [{ ...DATA.series[0]!, values: [1, null, 4] }, DATA.series[1]!] }],
    ['another name', { series: [{ ...DATA.series[0]!, name: 'x' }, DATA.series[1]!] }],
    ['another time', { times: [0, 1, 2] }],
    ['another unit', { unit: { currency: 'USD' } }],
  ])('has the same form with %s, and is another one', (_what, change) => {
    expect([isSame(DATA, { ...DATA, ...change }), hasSameForm(DATA, { ...DATA, ...change })]).toEqual([false, true]);
  });

  test('has another form with another colour, kind or number of series', () => {
    const others = [{ kind: 'line' as const }, { series: DATA.series.toReversed() }, { series: DATA.series.slice(1) }];
    expect(others.map((change) => hasSameForm(DATA, { ...DATA, ...change }))).toEqual([false, false, false]);
  });
});
