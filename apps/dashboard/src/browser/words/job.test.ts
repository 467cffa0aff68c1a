import { BillingBecause, BillingState, JobStatus, QueuedReason } from '@darkroom/contracts';
import { expect, test } from '@jest/globals';

import { becauseWords, billingWords, reasonWords, STATUSES } from './job.ts';

test('the page counts every status, once', () => {
  expect(STATUSES.toSorted()).toEqual(JobStatus.options.toSorted());
});

test('a word of the API is never shown as it is written there', () => {
  const words = [
    ...QueuedReason.options.map(reasonWords),
    ...BillingState.options.map(billingWords),
    ...BillingBecause.options.map(becauseWords),
  ];
  expect(words.filter((text) => /_|undefined/.test(text))).toEqual([]);
});
