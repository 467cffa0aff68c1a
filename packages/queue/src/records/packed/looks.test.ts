import { expect, test } from '@jest/globals';

import { withLooks } from './looks.ts';

const [FIRST, SECOND, THIRD] = ['2026-03-01T12:00:00.000Z', '2026-03-01T12:00:01.000Z', '2026-03-01T12:00:02.000Z'] as const;
const polled = (at: string, more = {}) => ({ at, event: 'polled' as const, status: 202, ...more });

test('polls that the record has counted are one entry', () => {
  expect(withLooks([], null)).toEqual([]);
  expect(withLooks([], `1 ${FIRST} ${FIRST}`)).toEqual([polled(FIRST)]);
  expect(withLooks([], `3 ${FIRST} ${THIRD}`)).toEqual([polled(FIRST, { count: 3, last_at: THIRD })]);
});

test('they are one with those of the last entry, and not with earlier ones', () => {
  expect(withLooks([polled(FIRST)], `1 ${SECOND} ${SECOND}`)).toEqual([polled(FIRST, { count: 2, last_at: SECOND })]);
  expect(withLooks([polled(FIRST, { count: 4, last_at: SECOND })], `2 ${SECOND} ${THIRD}`)).toEqual([
    polled(FIRST, { count: 6, last_at: THIRD }),
  ]);
  const other = { at: SECOND, event: 'cancel_requested' as const };
  expect(withLooks([polled(FIRST), other], `1 ${THIRD} ${THIRD}`)).toEqual([polled(FIRST), other, polled(THIRD)]);
});

test('an entry of a poll that failed keeps nothing but its time', () => {
  const failed = { at: FIRST, event: 'polled' as const, status: 503, error: 'x' };
  expect(withLooks([failed], `1 ${SECOND} ${SECOND}`)).toEqual([polled(FIRST, { count: 2, last_at: SECOND })]);
});
