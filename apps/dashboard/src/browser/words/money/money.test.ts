import { expect, test } from '@jest/globals';

import { money, sumOf } from './money.ts';

test.each([
  ['0.12', 'USD', '$0.12'],
  ['1234.5', 'EUR', '€1,234.50'],
  ['0.000125', 'USD', '$0.000125'],
  ['3', null, '3.00'],
])('%s in %s is written as %s', (amount, currency, words) => {
  expect(money(amount, currency)).toBe(words);
});

test('amounts add up without the errors of binary fractions, and to nothing where one is not known', () => {
  expect(sumOf(['0.1', '0.2'])).toBe('0.3');
  expect(sumOf(['0.000001', '1.5'])).toBe('1.500001');
  expect(sumOf([])).toBe('0');
  expect(sumOf(['0.1', null])).toBeNull();
});
