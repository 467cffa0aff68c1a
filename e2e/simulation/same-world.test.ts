import { expect, test } from '@jest/globals';

import { MOST_MS, worldOf } from './test/test-seeds.ts';

test(
  'the same seed gives the same world',
  async () => {
    const [first, second] = [await worldOf(12), await worldOf(12)];

    expect(second).toEqual(first);
    expect(first.broken).toEqual([]);
  },
  MOST_MS,
);
