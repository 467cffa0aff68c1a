import { readFileSync } from 'node:fs';

import { expect, test } from '@jest/globals';

import { QueuedReason } from '../jobs/job.ts';
import { PROBLEMS } from '../http/problem.ts';
import { BillingBecause, JobErrorCode, TimelineEvent } from './vocabulary.ts';

const page = (name: string) => readFileSync(new URL(`../../../../docs/${name}`, import.meta.url), 'utf8');
const missing = (words: readonly string[], text: string) => words.filter((word) => !text.includes(`\`${word}\``));

test('the pages for callers name every word of the vocabulary', () => {
  const errors = page('errors.md');
  const life = page('job-lifecycle.md');
  expect(missing(JobErrorCode.options, `${errors}${life}`)).toEqual([]);
  expect(missing(Object.keys(PROBLEMS), errors)).toEqual([]);
  expect(missing(BillingBecause.options, life)).toEqual([]);
  expect(missing(TimelineEvent.options, life)).toEqual([]);
  expect(missing(QueuedReason.options, life)).toEqual([]);
});
