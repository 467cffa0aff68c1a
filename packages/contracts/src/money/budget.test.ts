import { expect, test } from '@jest/globals';

import { BudgetId, formatAmount, parseAmount, PutBudget, warningParts } from './budget.ts';

const MINIMAL = { unit: 'generations', limit: '137', period: 'month' };
const wrongFields = (change: object) => PutBudget.safeParse({ ...MINIMAL, ...change }).error?.issues.map(({ path }) => path.join('/'));

test('what is left out has its default', () => {
  expect(PutBudget.parse(MINIMAL)).toEqual({ ...MINIMAL, time_zone: 'UTC', warn_at: [0.8], when_used_up: 'reject' });
  expect(PutBudget.parse({ ...MINIMAL, project_code: null, time_zone: null, warn_at: null, when_used_up: null })).toMatchObject({
    time_zone: 'UTC',
    warn_at: [0.8],
    when_used_up: 'reject',
  });
});

test.each(['generations', 'downloads', 'downloads.4k', 'downloads.1k', 'cost'])('%s can be counted', (unit) => {
  expect(wrongFields({ unit })).toBeUndefined();
});

test.each([
  '',
  'images',
  'Generations',
  'downloads.',
  'downloads. 4k',
  'downloads.4k\n',
  'cost.4k',
  `downloads.${'k'.repeat(33)}`,
  4,
  null,
])('%j cannot be counted', (unit) => {
  expect(wrongFields({ unit })).toEqual(['unit']);
});

test('a wrong limit is found beside a wrong unit', () => {
  expect(wrongFields({ unit: 'images', limit: 'many', period: 'year' })).toEqual(['unit', 'period', 'limit']);
});

test.each(['', '-1', '1e3', ' 5', '١٣٧', '1.5', '9007199254740992', '0137', -1, 1.5, 1e300, true, null, ['1']])(
  '%j is no limit of generations',
  (limit) => {
    expect(wrongFields({ limit })).toEqual(['limit']);
  },
);

test('a limit of cost has up to six decimals, one of counts has none', () => {
  expect(wrongFields({ unit: 'cost', limit: '99.123456' })).toBeUndefined();
  expect(wrongFields({ unit: 'cost', limit: '99.1234567' })).toEqual(['limit']);
  expect(parseAmount('cost', '0.12')).toBe(120_000);
  expect(parseAmount('downloads.4k', '12')).toBe(12);
  expect(formatAmount('cost', 120_000)).toBe('0.12');
  expect(formatAmount('generations', 120_000)).toBe('120000');
});

test('a whole JSON number is a limit, too; zero stops everything', () => {
  expect(PutBudget.parse({ ...MINIMAL, limit: 137 }).limit).toBe('137');
  expect(PutBudget.parse({ ...MINIMAL, limit: '0' }).limit).toBe('0');
});

test.each([
  ...['Europe/Berlin', 'America/Argentina/Ushuaia', 'UTC', 'Etc/GMT+5', 'Asia/Kathmandu', 'Pacific/Apia'].map((zone) => [zone, true]),
  ...['', '../../etc', '/etc/localtime', 'Mars/Olympus', '+02:00', 'Europe/Berlin\n', ' UTC', 'Europe/../UTC', 'x'.repeat(5_000)].map(
    (zone) => [zone, false],
  ),
])('the time zone %j: %p', (zone, isValid) => {
  expect(wrongFields({ time_zone: zone })).toEqual(isValid ? undefined : ['time_zone']);
});

test('warnings are shares of the limit, in order, each once, in whole ten-thousandths', () => {
  expect(PutBudget.parse({ ...MINIMAL, warn_at: [1, 0.5, 0.0001] }).warn_at).toEqual([0.0001, 0.5, 1]);
  expect(PutBudget.parse({ ...MINIMAL, warn_at: [] }).warn_at).toEqual([]);
  for (const warn_at of [[0], [1.1], [-0.5], [0.00001], [0.5, 0.5], Array.from({ length: 11 }, (_, n) => (n + 1) / 100), 0.8, ['0.8']]) {
    expect(wrongFields({ warn_at })?.[0]).toMatch(/^warn_at/);
  }
  for (let whole = 1; whole <= 10_000; whole++) expect(warningParts(whole / 10_000)).toBe(whole);
});

test('all wrong fields are reported at once', () => {
  expect(wrongFields({ limit: 'x', period: 'year', time_zone: 'Mars', more: 1 })?.toSorted()).toEqual(['', 'limit', 'period', 'time_zone']);
});

test.each([
  ['winter-26', true],
  ['a.b_c', true],
  ['9', true],
  ['a'.repeat(64), true],
  ['a'.repeat(65), false],
  ['', false],
  ['.hidden', false],
  ['a/b', false],
  ['a b', false],
  ['ä', false],
  ['a\n', false],
])('the id %j: %p', (id, isValid) => {
  expect(BudgetId.safeParse(id).success).toBe(isValid);
});
