import { expect, test } from '@jest/globals';

import { callTime, duration, relative } from './time.ts';

test.each([
  [10, '0 s'],
  [420, '0.4 s'],
  [12_000, '12 s'],
  [200_000, '3 min 20 s'],
  [7_500_000, '2 h 5 min'],
  [7_200_000, '2 h'],
  [259_200_000, '3 days'],
])('%i ms last %s', (ms, words) => {
  expect(duration(ms)).toBe(words);
});

test.each([
  [3.4, '3 ms'],
  [420, '420 ms'],
  [1_200, '1 s'],
])('a call of %i ms took %s', (ms, words) => {
  expect(callTime(ms)).toBe(words);
});

test.each([
  [0, 'just now'],
  [59_000, '59 s ago'],
  [180_000, '3 min ago'],
  [172_800_000, '2 days ago'],
  [-7_200_000, 'in 2 h'],
])('%i ms ago is %s', (ms, words) => {
  const now = Date.parse('2026-11-21T12:00:00.000Z');
  expect(relative(new Date(now - ms).toISOString(), now)).toBe(words);
});
