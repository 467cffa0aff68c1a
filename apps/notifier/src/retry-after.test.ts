import { expect, test } from '@jest/globals';

import { readRetryAfter } from './retry-after.ts';

const now = Date.parse('2026-11-20T12:00:00Z');

test.each([
  ['7', 7_000],
  [' 120 ', 120_000],
  ['0', 0],
  ['Fri, 20 Nov 2026 12:00:30 GMT', 30_000],
  ['Fri, 20 Nov 2026 11:00:00 GMT', 0],
  [undefined, undefined],
  ['', undefined],
  ['-1', undefined],
  ['1.5', undefined],
  ['5 minutes', undefined],
  ['soon', undefined],
])('%p asks for %p ms', (header, ms) => {
  expect(readRetryAfter(header, now)).toBe(ms);
});
