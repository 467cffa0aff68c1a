import { expect, test } from '@jest/globals';

import { formatCost, formatDecimal, parseDecimal } from './decimal.ts';

test.each([
  ['0', 0, 0],
  ['137', 0, 137],
  ['9007199254740991', 0, Number.MAX_SAFE_INTEGER],
  ['0.12', 6, 120_000],
  ['1.50', 6, 1_500_000],
  ['0.000001', 6, 1],
  ['9007199254.740991', 6, Number.MAX_SAFE_INTEGER],
])('%s with %i decimals is %i', (text, decimals, value) => {
  expect(parseDecimal(text, decimals)).toBe(value);
});

test.each([
  '',
  ' 5',
  '5 ',
  '5\n',
  '-1',
  '+1',
  '1e3',
  '0x10',
  '1_000',
  '1,5',
  '.5',
  '5.',
  '05',
  '00',
  'Infinity',
  'NaN',
  '١٢',
  '５',
  '1.0000001',
  '9007199254.740992',
  '9007199254740992',
  '9'.repeat(400),
])('%j is not an amount', (text) => {
  expect(parseDecimal(text, 6)).toBeUndefined();
});

test('a count has no fraction', () => {
  expect(parseDecimal('1.5', 0)).toBeUndefined();
  expect(parseDecimal('1.0', 0)).toBeUndefined();
});

test('writes without needless zeros, and what it writes reads back', () => {
  expect([0, 1, 120_000, 1_500_000, 6_120_000, 10_000_000].map(formatCost)).toEqual(['0', '0.000001', '0.12', '1.5', '6.12', '10']);
  expect(formatDecimal(-120_000, 6)).toBe('-0.12');
  expect(formatCost(2n ** 70n)).toBe('1180591620717411.303424');
  for (const value of [0, 1, 9, 999_999, 1_000_000, 123_456_789, Number.MAX_SAFE_INTEGER]) {
    expect(parseDecimal(formatDecimal(value, 6), 6)).toBe(value);
    expect(parseDecimal(formatDecimal(value, 0), 0)).toBe(value);
  }
});

test('a thousand tenths are a hundred', () => {
  let sum = 0;
  for (let n = 0; n < 1_000; n++) sum += parseDecimal('0.1', 6)!;
  expect(formatCost(sum)).toBe('100');
});
