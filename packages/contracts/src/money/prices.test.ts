import { expect, test } from '@jest/globals';

import { priceOf, Prices } from './prices.ts';

const GIVEN = '{"currency":"USD","generation":"0.12","generation.refine":"0.3","download":"1","download.4k":"1.50"}';
const issuesOf = (text: string) => Prices.safeParse(text).error?.issues.map(({ message }) => message) ?? [];

test('the most specific price wins', () => {
  const prices = Prices.parse(GIVEN);
  expect(prices.currency).toBe('USD');
  expect(priceOf(prices, { type: 'generation', operation: 'generate' })).toBe(120_000);
  expect(priceOf(prices, { type: 'generation', operation: 'refine' })).toBe(300_000);
  expect(priceOf(prices, { type: 'download', size: '1k' })).toBe(1_000_000);
  expect(priceOf(prices, { type: 'download', size: '4k' })).toBe(1_500_000);
});

test('what has no price costs null, not nothing', () => {
  expect(priceOf(undefined, { type: 'download', size: '4k' })).toBeNull();
  const free = Prices.parse('{"currency":"EUR","generation":"0"}');
  expect(priceOf(free, { type: 'generation', operation: 'generate' })).toBe(0);
  expect(priceOf(free, { type: 'download', size: 'constructor' })).toBeNull();
});

test.each([
  ['{"currency":"USD","generations":"0.12"}', '"generations"'],
  ['{"currency":"USD","generation.paint":"0.12"}', '"generation.paint"'],
  ['{"currency":"USD","download.4 k":"0.12"}', '"download.4 k"'],
  ['{"currency":"USD","__proto__":"0.12"}', '"__proto__"'],
  ['{"currency":"USD","generation":0.12}', '"generation"'],
  ['{"currency":"USD","generation":"0,12"}', '"generation"'],
  ['{"currency":"USD","generation":"1e3"}', '"generation"'],
  ['{"currency":"USD","generation":"-1"}', '"generation"'],
  ['{"currency":"USD","generation":"0.1234567"}', '"generation"'],
  ['{"currency":"USD","generation":"1000000.000001"}', '"generation"'],
  ['{"generation":"0.12"}', 'currency'],
  ['{"currency":"usd","generation":"0.12"}', 'currency'],
  ['["USD"]', 'JSON object'],
  ['USD', 'JSON object'],
])('%s is refused, naming the key', (text, named) => {
  expect(issuesOf(text)).toEqual([expect.stringContaining(named)]);
});

test('every wrong key is named', () => {
  expect(issuesOf('{"currency":"USD","a":"1","generation":"x"}')).toHaveLength(2);
});
