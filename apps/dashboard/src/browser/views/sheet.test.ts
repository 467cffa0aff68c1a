import { expect, test } from '@jest/globals';

import { testCard } from '../../test/test-card.ts';
import { firstJobsState, shownJobs, type Filter, type JobsState } from '../state/jobs-state.ts';
import { sheetWords } from './sheet.ts';

const none = { queued: 0, submitting: 0, waiting: 0, succeeded: 0, failed: 0, canceled: 0, expired: 0, held: 0 };

/** Two jobs of acme and one of globex on the page, more of them in Redis. */
function withFilter(filter: Partial<Filter>): JobsState {
  const cards = [
    testCard({ status: 'failed', created_at: '2026-11-21T12:00:00.000Z' }),
    testCard({ status: 'queued', created_at: '2026-11-21T12:00:02.000Z' }),
    testCard({ status: 'failed', created_at: '2026-11-21T12:00:01.000Z', tenant: 'globex' }),
  ];
  const counts = { acme: { ...none, queued: 1, failed: 21 }, globex: { ...none, failed: 1 } };
  const state = firstJobsState();
  return { ...state, newest: 60, jobs: new Map(cards.map((card) => [card.id, card])), counts, filter: { ...state.filter, ...filter } };
}

test.each([
  [{}, 'The newest 3 of 23 jobs'],
  [{ tenant: 'globex' }, '1 job of globex, newest first'],
  [{ status: 'queued' }, '1 queued job'],
  [{ status: 'failed' }, '2 of 22 failed jobs: this page holds the newest 60 jobs'],
  [{ status: 'failed', tenant: 'globex' }, '1 failed job of globex'],
] as [Partial<Filter>, string][])('with %j it says how many of all it shows', (filter, words) => {
  const state = withFilter(filter);
  expect(sheetWords(state, shownJobs(state).length)).toBe(words);
});

test('the newest job comes first', () => {
  expect(shownJobs(withFilter({})).map(({ created_at: at }) => at.slice(17, 19))).toEqual(['02', '01', '00']);
});
