import { describe, expect, test } from '@jest/globals';

import type { Pass } from './deps.ts';
import { learnPolls } from '../when-to-poll/learn-polls.ts';
import { nextPollAfterErrorMs, nextPollMs } from './next-poll.ts';

const NOW = 1_000_000;
const learnt = learnPolls(Array.from({ length: 300 }, () => ({ moreThanMs: 39_000, atMostMs: 40_000 })));
const deps = {
  polls: { refresh: async () => undefined, of: () => learnt },
  random: () => 0.5,
  clock: { now: () => NOW, sleep: async () => undefined },
};

describe('the next poll', () => {
  test('is sooner while generations wait for the slot, but not while calls wait for each other', () => {
    const spread = learnPolls(Array.from({ length: 300 }, (_, n) => ({ moreThanMs: 20_000 + n * 60, atMostMs: 20_500 + n * 60 })));
    const spreadDeps = { ...deps, polls: { ...deps.polls, of: () => spread } };
    const wait = ({ scarce, ...given }: Partial<Pass> & { scarce?: boolean }) =>
      nextPollMs(spreadDeps, passUntil(600_000, 0, given), { sinceMs: 25_000, polls: 2, ...(scarce && { scarce }) });
    expect(wait({ slotsWanted: true })).toBeLessThan(wait({}));
    expect(wait({ slotsWanted: true, scarce: true })).toBeGreaterThanOrEqual(wait({}));
  });

  test('is at the learnt time if the deadline is far', () => {
    expect(nextPollMs(deps, passUntil(600_000), { sinceMs: 30_000, polls: 1 })).toBeGreaterThan(6_000);
  });

  test('is at the deadline at the latest, so that what Getty has by then is not lost', () => {
    expect(nextPollMs(deps, passUntil(5_000), { sinceMs: 30_000, polls: 1 })).toBe(5_000);
    expect(nextPollMs(deps, passUntil(5_000), { sinceMs: 30_000, polls: 1, retryAfterMs: 9_000 })).toBe(5_000);
    expect(nextPollAfterErrorMs(deps, passUntil(1_500, 5), { retryAfterMs: undefined, away: false })).toBe(1_500);
    expect(nextPollAfterErrorMs(deps, passUntil(5_000), { retryAfterMs: 9_000, away: false })).toBe(5_000);
  });

  test('is no earlier than Getty requests, before the deadline', () => {
    expect(nextPollMs(deps, passUntil(50_000), { sinceMs: 30_000, polls: 1, retryAfterMs: 9_000 })).toBeGreaterThanOrEqual(9_000);
  });

  test('is soon if Getty does not answer', () => {
    expect(nextPollAfterErrorMs(deps, passUntil(600_000, 50), { retryAfterMs: undefined, away: true })).toBeLessThan(10_000);
  });
});

function passUntil(deadlineMs: number, polls = 0, given: Partial<Pass> = {}): Pass {
  return {
    record: { type: 'generation', operation: 'generate', polls, deadlineAt: NOW + deadlineMs },
    slotsWanted: false,
    ...given,
  } as Pass;
}
