import { describe, expect, test } from '@jest/globals';

import type { ChartData } from './chart-data.ts';
import { axisTime, axisWords, spokenAt, timeWords, valuesAt, valueWords } from './chart-words.ts';

const DOLLARS = { currency: 'USD' };
const DAY = Date.UTC(2026, 9, 5);

test.each([
  [1_234.5, 'count', '1,234.5', '1.2K'],
  [12.5, DOLLARS, '$12.50', '$12.50'],
  [0.123456, DOLLARS, '$0.123456', '$0.123'],
  [2_000_000, DOLLARS, '$2,000,000.00', '$2M'],
  [0.125, 'share', '12.5%', '12.5%'],
  [90_000, 'duration', '1 min 30 s', '1 min 30 s'],
  [0, 'duration', '0 s', '0'],
] as const)('%p %p is %p, and %p at the axis', (value, unit, inFull, atAxis) => {
  expect([valueWords(value, unit), axisWords(value, unit)]).toEqual([inFull, atAxis]);
});

test('days and months are those of UTC', () => {
  expect([axisTime(DAY, 'day'), timeWords(DAY, 'day'), axisTime(DAY, 'month'), timeWords(DAY, 'month')]).toEqual([
    'Oct 5',
    'Mon, Oct 5, 2026',
    'Oct 26',
    'October 2026',
  ]);
});

test('times of day are the reader’s own; midnight is a date', () => {
  const midnight = new Date(2026, 9, 5).getTime();
  expect(axisTime(midnight, 'hour')).toBe('Oct 5');
  expect(axisTime(midnight + 9 * 3_600_000, 'hour')).toMatch(/^9:00\sAM$/);
});

describe('the values of one time', () => {
  const data: ChartData = {
    title: 'Spend by day',
    kind: 'stacked',
    unit: DOLLARS,
    step: 'day',
    times: [DAY, DAY + 86_400_000],
    series: [
      { name: 'acme', values: [1.5, null], tone: 'first' },
      { name: 'globex', values: [0, null], tone: 'second' },
    ],
  };

  test('end with the total', () => {
    expect(valuesAt(data, 0).map(({ name, words }) => `${name} ${words}`)).toEqual(['acme $1.50', 'globex $0.00', 'Total $1.50']);
  });

  test('are spoken without those that add nothing', () => {
    expect(spokenAt(data, 0)).toBe('Mon, Oct 5, 2026: acme $1.50, Total $1.50');
    expect(spokenAt(data, 1)).toBe('Tue, Oct 6, 2026: no value');
  });
});
