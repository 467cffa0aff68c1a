import { afterEach, expect, jest, test } from '@jest/globals';

import { batchJobId, newBatchId, newJobId } from './job-id.ts';

const AT = 1_780_000_000_000;

afterEach(() => void jest.restoreAllMocks());

test('ids made within one millisecond sort in the order in which they were made', () => {
  jest.spyOn(Date, 'now').mockReturnValue(AT);
  const ids = Array.from({ length: 5_000 }, newJobId);
  expect(ids.toSorted()).toEqual(ids);
  expect(new Set(ids).size).toBe(5_000);
  for (const id of ids) expect(id).toMatch(/^job_[0-9a-f]{12}7[0-9a-f]{3}[89ab][0-9a-f]{15}$/);
});

test('ids keep their order when the clock goes back', () => {
  const now = jest.spyOn(Date, 'now').mockReturnValue(AT + 60_000);
  const before = newJobId();
  now.mockReturnValue(AT);
  expect(newJobId() > before).toBe(true);
});

test('a job of a batch carries the time and the place of its batch', () => {
  const batch = newBatchId();
  const ids = [0, 1, 4_095].map((index) => batchJobId(batch, index));
  expect(ids.toSorted()).toEqual(ids);
  expect(ids[0]!.slice(4, 16)).toBe(batch.slice(6, 18));
  expect(batchJobId(batch, 1)).toBe(ids[1]);
});
