import { expect, test } from '@jest/globals';

import { isWorthShowing } from './worth-showing.ts';

const shown = (most: number) => Array.from({ length: most }, (_, index) => index + 1).filter(isWorthShowing);

test('of repeated steps the first ten are shown, then the powers of two', () => {
  expect(shown(400)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 16, 32, 64, 128, 256]);
  expect(shown(1_000_000)).toHaveLength(26);
});
