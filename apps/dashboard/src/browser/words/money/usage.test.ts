import { expect, test } from '@jest/globals';

import { cost, numberWords, percent } from './money.ts';
import { groupValueWords, otherWords } from './usage.ts';

test.each([
  ['project_code', null, 'No project'],
  ['project_code', 'WINTER-26', 'WINTER-26'],
  ['project_code', '(other)', 'Others, counted together'],
  ['operation', null, 'Downloads'],
  ['size_name', null, 'Generations'],
  ['operation', 'refine', 'Refined image'],
  ['product_id', 7, '7'],
  ['day', '2026-10-05', 'Oct 5, 2026'],
] as const)('%s %p is %s', (group, value, words) => {
  expect(groupValueWords(group, value)).toBe(words);
});

test('an API key has its name and the end of its id; a person acts in the dashboard', () => {
  const names = { key_12ab: 'CI' };
  expect(['key_12ab', 'key_34cd', 'person:ansel'].map((id) => groupValueWords('key', id, names))).toEqual([
    'CI (…12ab)',
    'Key (…34cd)',
    'ansel, in the dashboard',
  ]);
});

test('series together are counted', () => {
  expect([otherWords('project_code', 4), otherWords(null, 2)]).toEqual(['4 other projects', '2 other series']);
});

test('money keeps all its decimals, and says nothing without a currency', () => {
  expect([cost('1234.5', 'USD'), cost('0.000001', 'USD'), cost('1', null), cost(null, 'USD')]).toEqual([
    '$1,234.50',
    '$0.000001',
    '–',
    '–',
  ]);
  expect([numberWords('1234567.25'), percent(0.0784), percent(0.5)]).toEqual(['1,234,567.25', '7.8%', '50%']);
});
