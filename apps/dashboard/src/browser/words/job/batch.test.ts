import { expect, test } from '@jest/globals';

import { barParts, countsWords, progressWords } from './batch.ts';

const counts = (some: object) => some as never;

test('a bar fills from the left with what ended well, and leaves out what there is none of', () => {
  expect(barParts(counts({ queued: 1, succeeded: 2, failed: 1, held: 0 }))).toEqual([
    { status: 'succeeded', count: 2, from: 0, width: 50 },
    { status: 'failed', count: 1, from: 50, width: 25 },
    { status: 'queued', count: 1, from: 75, width: 25 },
  ]);
  expect(barParts(counts({}))).toEqual([]);
});

test('its jobs are counted in words', () => {
  expect(countsWords(counts({ succeeded: 1_200, failed: 1, queued: 0 }))).toBe('1,200 succeeded, 1 failed');
  expect(countsWords(counts({}))).toBe('no jobs');
  expect(progressWords({ ended: 12, accepted: 20, rejected: 1 })).toBe('12 of 20 ended, 1 job rejected');
  expect(progressWords({ ended: 0, accepted: 0, rejected: 3 })).toBe('No job was accepted, 3 jobs rejected');
});
