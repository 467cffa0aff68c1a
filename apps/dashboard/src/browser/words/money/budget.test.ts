import { describe, expect, test } from '@jest/globals';
import type { Budget } from '@darkroom/contracts';

import { amountWords, forecast, forecastWords, limitChangeWords, periodWords, scopeWords } from './budget.ts';

const BUDGET: Budget = {
  id: 'winter',
  object: 'budget',
  tenant: 'acme',
  project_code: 'WINTER-26',
  product_id: null,
  unit: 'generations',
  limit: '100',
  period: 'month',
  time_zone: 'UTC',
  warn_at: [0.8],
  when_used_up: 'wait',
  set_by: 'operator',
  reserved: '5',
  spent: '40',
  left: '55',
  waiting_jobs: 0,
  period_start: '2026-11-01T00:00:00.000Z',
  period_end: '2026-12-01T00:00:00.000Z',
  counting_since: '2026-01-01T00:00:00.000Z',
};
const MIDDLE = Date.parse('2026-11-16T00:00:00Z');

describe('a forecast', () => {
  test('goes on in a straight line from the period so far', () => {
    expect(forecast(BUDGET, MIDDLE)).toEqual({ kind: 'goes_on', atEnd: 80, usedUpAt: null });
    expect(forecastWords(BUDGET, null, MIDDLE)).toBe('At the pace so far: about 80 generations at the end of the period.');
  });

  test('names the time at which nothing is left', () => {
    const { usedUpAt } = forecast({ ...BUDGET, spent: '60' }, MIDDLE) as { usedUpAt: number };
    expect(new Date(usedUpAt).toISOString()).toBe('2026-11-24T18:00:00.000Z');
    expect(forecastWords({ ...BUDGET, spent: '60' }, null, MIDDLE)).toMatch(
      /about 120 generations at the end of the period, used up around Nov 2/,
    );
  });

  test('begins where counting began', () => {
    expect(forecast({ ...BUDGET, counting_since: '2026-11-11T00:00:00Z' }, MIDDLE)).toMatchObject({ atEnd: 160 });
  });

  test('of a budget without periods only says when it is used up, if ever', () => {
    const total: Budget = { ...BUDGET, period: 'total', period_end: null, period_start: '2026-11-06T00:00:00Z' };
    expect(forecast(total, MIDDLE)).toEqual({ kind: 'goes_on', atEnd: null, usedUpAt: MIDDLE + (55 / 4) * 86_400_000 });
    expect(forecastWords({ ...total, limit: '1000000' }, null, MIDDLE)).toBe('At the pace so far it lasts for years.');
  });

  test.each<[Partial<Budget>, number, RegExp]>([
    [{}, Date.parse('2026-11-01T12:00:00Z'), /^Too early/],
    [{ spent: '0' }, MIDDLE, /^Nothing is spent/],
    [{ left: '0' }, MIDDLE, /^Used up until /],
    [{ left: '0', period_end: null }, MIDDLE, /^Used up\.$/],
  ])('%j: %p', (over, now, words) => {
    expect(forecastWords({ ...BUDGET, ...over }, null, now)).toMatch(words);
  });
});

describe('another limit', () => {
  test.each<[string, Partial<Budget>, string | null]>([
    ['100', {}, null],
    ['', {}, null],
    ['many', {}, null],
    ['80', {}, 'Jobs that were accepted stay accepted.'],
    [
      '20',
      {},
      '45 generations are spent or reserved already. Nothing that was accepted is undone, and new jobs wait until there is room again.',
    ],
    ['200', {}, null],
    ['200', { waiting_jobs: 3 }, '3 jobs wait for this budget. Those that fit go on at once, and are paid.'],
  ])('%p of %j', (limit, over, words) => {
    expect(limitChangeWords({ ...BUDGET, ...over }, limit, null)).toBe(words);
  });
});

test('what a budget counts, and when it is full again', () => {
  expect(scopeWords(BUDGET)).toBe('Generations of project WINTER-26');
  expect(scopeWords({ ...BUDGET, unit: 'downloads.4k', product_id: 7 })).toBe('Downloads in 4k of project WINTER-26 and product 7');
  expect(scopeWords({ ...BUDGET, unit: 'cost', project_code: null })).toBe('Cost of all projects');
  expect([periodWords(BUDGET), periodWords({ period: 'total', time_zone: 'UTC' })]).toEqual(['each month (UTC)', 'in all']);
  expect([amountWords('1', 'downloads.4k', null), amountWords('99.5', 'cost', 'USD')]).toEqual(['1 download in 4k', '$99.50']);
});
