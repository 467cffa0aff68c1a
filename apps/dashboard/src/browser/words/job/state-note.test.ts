import { expect, test } from '@jest/globals';

import { testCard } from '../../../test/test-card.ts';
import { absolute } from '../text/time.ts';
import { stateNote } from './state-note.ts';

const now = Date.parse('2026-11-21T12:00:00.000Z');
const later = (ms: number) => new Date(now + ms).toISOString();

test.each([
  ['queued', {}, 'next in line'],
  ['queued', { reason: 'capacity' }, 'waiting for a free slot at Getty'],
  ['queued', { reason: 'paused', resume_at: later(3_600_000) }, /^the quota of its product is used up, next try .*2026/],
  ['queued', { reason: 'paused', pause: 'quota.7', resume_at: later(3_600_000) }, /^the quota of product 7 is used up, next try .*2026/],
  ['queued', { reason: 'paused', pause: 'quota.default' }, 'the quota of the account’s product is used up'],
  ['queued', { type: 'download', reason: 'throttled', pause: 'daily' }, 'Getty’s downloads of the day are used up'],
  ['queued', { type: 'download', reason: 'capacity' }, 'waiting for another download of the image'],
  ['submitting', {}, 'calling Getty'],
  ['submitting', { is_looked_up: true }, 'no answer, looking for the call at Getty'],
  ['queued', { reason: 'throttled', resume_at: later(30_000) }, 'Getty asked us to slow down'],
  ['waiting', { polls: 1 }, '1 poll'],
  ['succeeded', { created_at: later(-12_000), finished_at: later(0) }, 'in 12 s'],
  ['failed', { error: { code: 'gone', message: 'Getty does not have it' } }, 'Getty does not have it'],
  ['canceled', { billing: 'charged' }, 'Charged'],
] as const)('a %s job with %j says what is going on', (status, over, words) => {
  expect(stateNote(testCard({ status, ...over }), now).words).toMatch(words);
});

test('a clock runs while a job is under way, and not when it is scheduled or has ended', () => {
  const since = later(-5_000);
  for (const status of ['queued', 'submitting', 'waiting', 'held'] as const)
    expect(stateNote(testCard({ status, since }), now).since).toBe(since);
  const at = later(86_400_000);
  expect(stateNote(testCard({ status: 'queued', reason: 'scheduled', since, resume_at: at }), now)).toEqual({
    since: null,
    words: `is sent ${absolute(at)}`,
  });
  expect(stateNote(testCard({ status: 'succeeded', since }), now).since).toBeNull();
});
