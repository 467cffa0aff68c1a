import { expect, test } from '@jest/globals';

import { dayOf, daysOfMonth, daysWords, lastDays, lastMonths } from './days.ts';

test('days are those of UTC', () => {
  expect(dayOf(Date.parse('2026-10-31T23:59:59-05:00'))).toBe('2026-11-01');
  expect(lastDays(7, '2026-03-02')).toEqual({ from: '2026-02-24', to: '2026-03-02' });
});

test('months end where they end', () => {
  expect(['2026-02', '2028-02', '2026-12'].map((month) => daysOfMonth(month).to)).toEqual(['2026-02-28', '2028-02-29', '2026-12-31']);
  expect(lastMonths(3, '2026-01-31')).toEqual(['2026-01', '2025-12', '2025-11']);
});

test.each([
  [{ from: '2026-10-01', to: '2026-10-31' }, 'October 2026'],
  [{ from: '2026-10-05', to: '2026-10-05' }, 'Oct 5, 2026'],
  [{ from: '2026-10-05', to: '2026-11-04' }, 'Oct 5, 2026 to Nov 4, 2026'],
  [{ from: 'x', to: '2026-11-04' }, 'x to Nov 4, 2026'],
])('%j is %s', (days, words) => {
  expect(daysWords(days)).toBe(words);
});
