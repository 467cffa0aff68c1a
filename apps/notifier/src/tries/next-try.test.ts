import { describe, expect, test } from '@jest/globals';

import { nextTryAt } from './next-try.ts';

const HOUR = 3_600_000;
const failed = { attempt: 1, retryAfterMs: undefined, delaysMs: [5_000, 300_000], now: 1_000_000, random: () => 0.5 };

describe('the next try', () => {
  test('comes after the delay of the try that failed', () => {
    expect(nextTryAt(failed)).toBe(1_005_000);
    expect(nextTryAt({ ...failed, attempt: 2 })).toBe(1_300_000);
  });

  test('is drawn from 80 % to 120 % of the delay', () => {
    expect(nextTryAt({ ...failed, random: () => 0 })).toBe(1_004_000);
    expect(nextTryAt({ ...failed, random: () => 1 })).toBe(1_006_000);
  });

  test('is undefined when the delays are used up', () => {
    expect(nextTryAt({ ...failed, attempt: 3 })).toBeUndefined();
  });

  test('is not before the requested time, but is delayed by at most a day', () => {
    expect(nextTryAt({ ...failed, retryAfterMs: 60_000 })).toBe(1_060_000);
    expect(nextTryAt({ ...failed, retryAfterMs: 1_000 })).toBe(1_005_000);
    expect(nextTryAt({ ...failed, retryAfterMs: 100 * HOUR })).toBe(1_000_000 + 24 * HOUR);
  });
});
