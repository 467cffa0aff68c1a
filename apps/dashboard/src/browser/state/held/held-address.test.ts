import { expect, test } from '@jest/globals';

import { nextAfter } from './held-address.ts';

const cards = [{ id: 'a' }, { id: 'b' }, { id: 'c' }] as never;

test.each([
  ['a', 'b'],
  ['b', 'c'],
  ['c', 'b'],
  ['gone', 'a'],
])('after %s comes %s', (id, next) => {
  expect(nextAfter(cards, id)).toBe(next);
});

test('after the only one comes none', () => {
  expect([nextAfter([{ id: 'a' }] as never, 'a'), nextAfter([], 'a')]).toEqual([null, null]);
});
