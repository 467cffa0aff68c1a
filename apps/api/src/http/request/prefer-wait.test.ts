import { expect, test } from '@jest/globals';

import { readPreferWait } from './prefer-wait.ts';

test.each([
  ['wait=10', 10],
  ['wait', 30],
  ['Wait = 5', 5],
  ['wait="7"', 7],
  ['respond-async, wait=10', 10],
  ['wait=10;foo=bar, wait=20', 10],
  ['wait=61', 60],
  ['wait=99999999999999999999', 60],
  ['wait=60', 60],
  ['wait=1', 1],
  ['wait=0', undefined],
  ['wait=-1', undefined],
  ['wait=1.5', undefined],
  ['wait=soon', undefined],
  ['waiting=10', undefined],
  ['wait-long=10', undefined],
  ['wait-long=10, wait=5', 5],
  ['respond-async', undefined],
  ['', undefined],
  ['wait=', undefined],
  ['wait=""', undefined],
  ['wait;foo=bar', 30],
  [`wait${' '.repeat(15_000)}`, 30],
  [`wait=${' '.repeat(15_000)}`, undefined],
  [`wait=${' '.repeat(15_000)}x`, undefined],
  [`wait${' '.repeat(15_000)}=5`, 5],
  [undefined, undefined],
])('%j asks to wait %p seconds', (header, seconds) => {
  expect(readPreferWait(header)).toBe(seconds);
});
