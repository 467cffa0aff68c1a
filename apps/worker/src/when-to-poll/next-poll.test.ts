import { describe, expect, test } from '@jest/globals';

import type { Pass } from '../deps.ts';
import { learnPolls } from './learn-polls.ts';
import { nextPollAfterErrorMs, nextPollMs } from './next-poll.ts';

const NOW = 1_000_000;
const learnt = learnPolls(Array.from({ length: 300 }, () => ({ moreThanMs: 39_000, atMostMs: 40_000 })));
const deps = {
  polls: { refresh: async () => undefined, of: () => learnt },
  random: () => 0.5,
  clock: { now: () => NOW, sleep: async () => undefined },
};

describe('the next poll', () => {
  test('comes when it was learnt to, where the deadline is far', () => {
    expect(nextPollMs(deps, passUntil(600_000), { sinceMs: 30_000, polls: 1 })).toBeGreaterThan(6_000);
  });

  test('comes a second before the deadline rather than at it', () => {
    expect(nextPollMs(deps, passUntil(5_000), { sinceMs: 30_000, polls: 1 })).toBe(4_000);
    expect(nextPollAfterErrorMs(deps, passUntil(1_500, 5), undefined)).toBe(500);
  });

  test('was the last one when the deadline is less than a second away', () => {
    expect(nextPollMs(deps, passUntil(900), { sinceMs: 30_000, polls: 1 })).toBeGreaterThan(900);
  });

  test('is no earlier than Getty asks for, deadline or not', () => {
    expect(nextPollMs(deps, passUntil(5_000), { sinceMs: 30_000, polls: 1, retryAfterMs: 9_000 })).toBeGreaterThanOrEqual(9_000);
    expect(nextPollAfterErrorMs(deps, passUntil(5_000), 9_000)).toBeGreaterThanOrEqual(9_000);
  });
});

function passUntil(deadlineMs: number, polls = 0): Pass {
  return { record: { type: 'generation', polls, deadlineAt: NOW + deadlineMs }, scarce: false } as Pass;
}
