import { expect, test } from '@jest/globals';

import { meanOf, medianOf, perMinute, timeWords } from './rates.ts';

test('rates and times are as exact as they need to be', () => {
  expect([perMinute(0.42), perMinute(31.4), perMinute(null)]).toEqual(['0.4 a minute', '31 a minute', 'not known']);
  expect([timeWords(4_230), timeWords(80_000), timeWords(null)]).toEqual(['4.2 s', '1 min 20 s', 'none yet']);
});

test('what is not known does not count', () => {
  expect([meanOf([1, null, 3]), meanOf([null])]).toEqual([2, null]);
  expect([medianOf([9, null, 1, 5]), medianOf([])]).toEqual([5, null]);
});
