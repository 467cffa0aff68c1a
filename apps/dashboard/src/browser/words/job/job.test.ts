import { BillingBecause, BillingState, JobStatus, Operation, QueuedReason } from '@darkroom/contracts';
import { expect, test } from '@jest/globals';

import { becauseWords, billingWords, operationWords, reasonWords, STATUSES, subject } from './job.ts';

test('the page counts every status, once', () => {
  expect(STATUSES.toSorted()).toEqual(JobStatus.options.toSorted());
});

const NOTHING = { prompt: null, operation: null, download: null };

test('a job without a prompt is about what it does', () => {
  const subjects = Operation.options.map((operation) => subject({ ...NOTHING, operation }));
  expect(new Set(subjects).size).toBe(Operation.options.length);
  expect(subjects.filter((text) => /_|undefined|null/.test(text))).toEqual([]);
  expect(subject({ ...NOTHING, operation: 'refine', prompt: 'a hat' })).toBe('a hat');
});

test('a download is about its image, and a re-download about its size', () => {
  expect(subject({ ...NOTHING, download: { index: 2, size_name: '4k' } })).toBe('Download of image 2, 4k');
  expect(subject({ ...NOTHING, download: { index: null, size_name: '4k' } })).toBe('Re-download, 4k');
});

test('a word of the API is never shown as it is written there', () => {
  const words = [
    ...QueuedReason.options.map(reasonWords),
    ...BillingState.options.map(billingWords),
    ...BillingBecause.options.map(becauseWords),
    ...Operation.options.map(operationWords),
  ];
  expect(words.filter((text) => /_|undefined/.test(text))).toEqual([]);
});
