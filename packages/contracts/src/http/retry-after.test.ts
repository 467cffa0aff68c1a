import { describe, expect, test } from '@jest/globals';
import { formatRetryAfter, parseRetryAfter } from './retry-after.ts';

const NOW = Date.parse('2026-03-01T12:00:00Z');

describe('parseRetryAfter', () => {
  test.each([
    ['0', 0],
    ['7', 7000],
    [' 120 ', 120_000],
    ['Sun, 01 Mar 2026 12:00:30 GMT', 30_000],
    ['Sunday, 01-Mar-26 12:00:30 GMT', 30_000],
    ['Sun Mar  1 12:00:30 2026 GMT', 30_000],
    ['Sun, 01 Mar 2026 11:00:00 GMT', 0],
  ])('reads %j as %d ms', (value, expected) => {
    expect(parseRetryAfter(value, NOW)).toBe(expected);
  });

  test.each([undefined, '', '-1', '1.5', 'soon', '9'.repeat(30), '5 minutes', 'Sun, 99 Foo 2026'])('finds nothing in %j', (value) => {
    expect(parseRetryAfter(value, NOW)).toBeUndefined();
  });
});

test.each([
  [0, '1'],
  [0.2, '1'],
  [2, '2'],
  [29.001, '30'],
])('%d s are written as %j', (seconds, written) => {
  expect(formatRetryAfter(seconds)).toBe(written);
});
