import { expect, test } from '@jest/globals';

import { joinCalls } from './join-calls.ts';
import { patienceLeftMs, withPatience } from './redis-patience.ts';

function setup(most = 3) {
  const calls: number[][] = [];
  const leftMs: (number | undefined)[] = [];
  const call = joinCalls(async (all: number[]) => {
    calls.push(all);
    leftMs.push(patienceLeftMs());
    if (all.includes(13)) throw new Error('unlucky');
    return all.map((one) => one * 2);
  }, most);
  return { call, calls, leftMs };
}

test('calls of one turn go together, at most so many, and each gets its own answer', async () => {
  const { call, calls } = setup();
  expect(await Promise.all([1, 2, 3, 4].map(call))).toEqual([2, 4, 6, 8]);
  expect(await call(5)).toBe(10);
  expect(calls).toEqual([[1, 2, 3], [4], [5]]);
});

test('an error is that of all that went together, and of no other', async () => {
  const { call } = setup(2);
  const settled = await Promise.allSettled([1, 13, 3].map(call));
  expect(settled.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'fulfilled']);
});

test('they wait as long as the one with the least time left, and one with little time goes alone', async () => {
  const { call, calls, leftMs } = setup();
  const after = (spentMs: number, given: number) => withPatience(() => call(given), { ms: 1_500 - spentMs, now: () => 0 });
  expect(await Promise.all([after(0, 1), after(200, 2), after(1_200, 3)])).toEqual([2, 4, 6]);
  expect(calls).toEqual([[3], [1, 2]]);
  expect(leftMs[0]).toBe(300);
  expect(leftMs[1]).toBeLessThanOrEqual(1_300);
  expect(leftMs[1]).toBeGreaterThan(0);
});

test('without limits they wait without one', async () => {
  const { call, leftMs } = setup();
  await call(1);
  expect(leftMs).toEqual([undefined]);
});
