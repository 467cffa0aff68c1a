import { expect, test } from '@jest/globals';

import { placeAmong } from './neighbours.ts';

test.each([
  ['a', { position: 1, count: 3, previous: null, next: 'b' }],
  ['b', { position: 2, count: 3, previous: 'a', next: 'c' }],
  ['c', { position: 3, count: 3, previous: 'b', next: null }],
  ['elsewhere', { position: null, count: 3, previous: null, next: 'a' }],
])('the neighbours of %s', (name, place) => {
  expect(placeAmong(['a', 'b', 'c'], name)).toEqual(place);
});
