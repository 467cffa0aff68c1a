import { describe, expect, test } from '@jest/globals';

import { apartWords, becauseWords, sendAgainButton, sendAgainWords, stakeWords } from './held.ts';

const job = (cost: string | null, more: { has_downloads?: boolean } = {}) => ({ cost, has_downloads: false, is_adoptable: true, ...more });

describe('sending again', () => {
  test('names the price, and what both calls cost', () => {
    expect(sendAgainWords([job('0.12')], 'USD')).toEqual([
      'This is one more paid call: $0.12.',
      'If Getty accepted the first call too, both are paid: $0.24.',
    ]);
    expect(sendAgainButton([job('0.12')], 'USD')).toBe('Send it again for $0.12');
  });

  test('says that it is paid where no price is known', () => {
    expect(sendAgainWords([job(null)], null)).toEqual([
      'This is one more paid call. What it costs is not known, since no price was set.',
      'If Getty accepted the first call too, both are paid.',
    ]);
    expect(sendAgainButton([job(null), job('1')], 'USD')).toBe('Send 2 jobs again, paid');
  });

  test('adds up several, and names their downloads', () => {
    expect(sendAgainWords([job('0.12'), job('0.5', { has_downloads: true })], 'USD')).toEqual([
      'These are 2 more paid calls: $0.62.',
      'Where Getty accepted a first call too, both are paid: up to $1.24 in all.',
      'The downloads that follow are paid besides.',
    ]);
    expect(sendAgainButton([job('0.12'), job('0.5')], 'USD')).toBe('Send 2 jobs again for $0.62');
  });
});

test('what is at stake is named, or that it is not known', () => {
  expect([stakeWords('1.5', 'USD'), stakeWords(null, null)]).toEqual(['$1.50 at stake', 'no price set']);
});

test('a candidate says why it may fit', () => {
  expect(becauseWords(['mark', 'prompt'])).toBe('carries this job’s mark, same prompt');
  expect(becauseWords([])).toBe('Nothing but its time is near.');
});

test.each([
  [300, 'at the time of the call'],
  [8_000, '8 s after the call'],
  [-8_000, '8 s before the call'],
  [600_000, '10 min after the call'],
])('%i ms from the call is %s', (ms, words) => {
  expect(apartWords(ms)).toBe(words);
});
