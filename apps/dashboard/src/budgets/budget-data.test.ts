import { expect, test } from '@jest/globals';

import { usedShare } from './budget-data.ts';

test('reserved units are used; nothing is left of a limit of 0', () => {
  expect(usedShare({ limit: '200', spent: '50', reserved: '10' })).toBe(0.3);
  expect(usedShare({ limit: '10.00', spent: '12', reserved: '0' })).toBe(1.2);
  expect(usedShare({ limit: '0', spent: '0', reserved: '0' })).toBe(1);
});
