import { expect, test } from '@jest/globals';

import { createRandom } from '../random.ts';
import { drawMs, TimingText } from './timing.ts';

const random = createRandom(1);
const draws = (text: string) => Array.from({ length: 2_001 }, () => drawMs(text, random)).sort((one, other) => one - other);

test('a fixed timing is always the same', () => {
  expect(new Set(draws('1.5s'))).toEqual(new Set([1_500]));
});

test('a range is drawn evenly, its ends with their own units', () => {
  const drawn = draws('500ms-1s');
  expect(drawn[0]).toBeGreaterThanOrEqual(500);
  expect(drawn.at(-1)).toBeLessThanOrEqual(1_000);
  expect(Math.abs(drawn[1_000]! - 750)).toBeLessThan(30);
});

test('a log-normal timing has its median in the middle and a long tail', () => {
  const drawn = draws('4s~0.5');
  expect(Math.abs(drawn[1_000]! - 4_000)).toBeLessThan(250);
  expect(drawn[1_900]! / 4_000).toBeGreaterThan(2); // e^(0.5 × 1.64) = 2.27 at the 95th of a hundred
});

test.each(['', '5', '5 s', '-5s', '1s-', '1s~x', '1s-2s~0.5'])('%j is not a timing', (text) => {
  expect(TimingText.safeParse(text).success).toBe(false);
});
