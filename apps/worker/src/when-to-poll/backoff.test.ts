import { expect, test } from '@jest/globals';

import { backoffMs, POLL_BACKOFF } from './backoff.ts';

test('starts at one second and grows by half each time, up to its limit', () => {
  const waits = [0, 1, 2, 3, 20].map((times) => backoffMs(POLL_BACKOFF, times, () => 0.5));
  expect(waits).toEqual([1_000, 1_500, 2_250, 3_375, 15_000]);
});

test('varies by a fifth to either side', () => {
  expect(backoffMs(POLL_BACKOFF, 0, () => 0)).toBe(800);
  expect(backoffMs(POLL_BACKOFF, 0, () => 0.999)).toBe(1_200);
});

test('is never before Retry-After', () => {
  expect(backoffMs(POLL_BACKOFF, 5, () => 0, 30_000)).toBe(30_000);
  expect(backoffMs(POLL_BACKOFF, 5, () => 0.5, 30_000)).toBe(33_000);
});
