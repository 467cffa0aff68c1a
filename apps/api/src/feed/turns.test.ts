import { expect, test } from '@jest/globals';

import { createTurns } from './turns.ts';

test('so many work at a time, in order, whether they fail or not', async () => {
  const inTurn = createTurns(2);
  const begun: number[] = [];
  const works = Array.from({ length: 6 }, () => Promise.withResolvers<number>());
  const done = works.map((work, index) =>
    inTurn(async () => {
      begun.push(index);
      return work.promise;
    }),
  );
  expect(begun).toEqual([0, 1]);
  works[1]!.reject(new Error('failed'));
  await expect(done[1]).rejects.toThrow('failed');
  expect(begun).toEqual([0, 1, 2]);
  for (const [index, work] of works.entries()) work.resolve(index);
  expect(await Promise.allSettled(done)).toMatchObject([
    { value: 0 },
    { status: 'rejected' },
    { value: 2 },
    { value: 3 },
    { value: 4 },
    { value: 5 },
  ]);
  expect(begun).toEqual([0, 1, 2, 3, 4, 5]);
  expect(await inTurn(async () => 'free again')).toBe('free again');
});
