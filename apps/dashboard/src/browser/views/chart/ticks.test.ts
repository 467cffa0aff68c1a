import { describe, expect, test } from '@jest/globals';

import { timeTicks, valueTicks } from './ticks.ts';

describe('values at an axis', () => {
  test.each([
    [137, 'count', [0, 50, 100, 150]],
    [3, 'count', [0, 1, 2, 3]],
    [0, 'count', [0, 1]],
    [0.3, { currency: 'USD' }, [0, 0.1, 0.2, 0.3]],
    [12.34, { currency: 'USD' }, [0, 5, 10, 15]],
    [1, 'share', [0, 0.25, 0.5, 0.75, 1]],
    [48_000, 'duration', [0, 15_000, 30_000, 45_000, 60_000]],
    [600, 'duration', [0, 200, 400, 600]],
    [864_000_000, 'duration', [0, 259_200_000, 518_400_000, 777_600_000, 1_036_800_000]],
  ] as const)('%p of %p', (top, unit, ticks) => {
    expect(valueTicks(top, unit)).toEqual(ticks);
  });

  test('reach the highest value, and are few', () => {
    for (let top = 0.001; top < 1e7; top *= 1.37) {
      for (const unit of ['count', 'duration', 'share'] as const) {
        const ticks = valueTicks(top, unit);
        expect(ticks.at(-1)).toBeGreaterThanOrEqual(top * (1 - 1e-9));
        expect(ticks.length).toBeLessThanOrEqual(6);
      }
    }
  });
});

const from = (start: number, apartMs: number, count: number) => Array.from({ length: count }, (_, index) => start + index * apartMs);

describe('times at an axis', () => {
  test('are all of them where they fit', () => {
    expect(timeTicks({ times: from(0, 86_400_000, 3), step: 'day' }, 8)).toEqual([0, 1, 2]);
  });

  test('are Mondays in a month', () => {
    const october = from(Date.UTC(2026, 9, 1), 86_400_000, 31);
    expect(timeTicks({ times: october, step: 'day' }, 8).map((place) => place + 1)).toEqual([5, 12, 19, 26]);
  });

  test('are round times of day', () => {
    const start = new Date(2026, 10, 22, 9, 7).getTime();
    const named = timeTicks({ times: from(start, 60_000, 60), step: 'minute' }, 7);
    expect(named.map((place) => new Date(start + place * 60_000).getMinutes())).toEqual([10, 20, 30, 40, 50, 0]);
  });

  test('are equally apart where none is round', () => {
    const start = new Date(2026, 10, 22, 9, 7, 30).getTime();
    expect(timeTicks({ times: from(start, 60_000, 10), step: 'minute' }, 5)).toEqual([0, 2, 4, 6, 8]);
  });

  test('are never more than fit', () => {
    for (let count = 1; count < 400; count += 13)
      for (const step of ['minute', 'hour', 'day', 'month'] as const)
        expect(timeTicks({ times: from(0, 86_400_000, count), step }, 6).length).toBeLessThanOrEqual(6);
  });
});
