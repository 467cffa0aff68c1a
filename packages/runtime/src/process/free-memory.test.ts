import { describe, expect, test } from '@jest/globals';

import { createLook, heapOfProcess, type Heap } from './free-memory.ts';

const MB = 1024 * 1024;

/** A process that had so many MB and was busy for such a share before each look. Returns after which looks it collected. */
function collections(looks: { mb: number; busy: number }[], keptMb = 40): number[] {
  let at = 0;
  let freed = false;
  const collected: number[] = [];
  const heap: Heap = {
    totalBytes: () => (freed ? keptMb : looks[at]!.mb) * MB,
    busyShare: () => looks[at]!.busy,
    collect: () => {
      collected.push(at);
      freed = true;
    },
  };
  const look = createLook(heap);
  for (; at < looks.length; at++) {
    freed = false;
    look();
  }
  return collected;
}

describe('memory is freed', () => {
  test('when a process is idle after a busy time, and again after the next', () => {
    const [busy, idle, small] = [
      { mb: 300, busy: 0.9 },
      { mb: 300, busy: 0.001 },
      { mb: 45, busy: 0.001 },
    ];
    expect(collections([small, busy, busy, idle, small, small, busy, idle])).toEqual([3, 7]);
  });

  test('not while it works', () => {
    expect(
      collections([
        { mb: 300, busy: 0.9 },
        { mb: 400, busy: 0.1 },
      ]),
    ).toEqual([]);
  });

  test('not again and again, where the memory is in use', () => {
    const idle = { mb: 300, busy: 0 };
    expect(collections([idle, idle, idle, { mb: 500, busy: 0 }], 290)).toEqual([0, 3]);
  });
});

test('a collection returns to the machine what is not used any more', () => {
  const heap = heapOfProcess();
  heap.collect();
  const before = heap.totalBytes();
  let taken: object[] | undefined = Array.from({ length: 1_000_000 }, (_, n) => ({ n, text: `${n}` }));
  const most = heap.totalBytes();
  expect(taken.length).toBeLessThan(most - before);
  taken = undefined;
  heap.collect();
  expect(heap.totalBytes()).toBeLessThan((before + most) / 2);
  expect(heap.busyShare()).toBeGreaterThan(0);
});
