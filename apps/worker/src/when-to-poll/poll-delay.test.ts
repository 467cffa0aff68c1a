import { describe, expect, test } from '@jest/globals';

import { learnPolls, type LearntPolls, type Pace } from './learn-polls.ts';
import { LEAST_DELAY_MS, MOST_DELAY_MS } from './plan-polls.ts';
import { pollDelayMs } from './poll-delay.ts';
import { logNormal, seededRandom } from './test/getty-times.ts';

const MIDDLE = () => 0.5;

describe('the wait before the next poll', () => {
  test('is a backoff until enough was learnt', () => {
    const learnt = learnPolls(jobs(19));
    expect(learnt).toBeUndefined();
    const waits = [0, 1, 2, 3, 50].map((polls) => pollDelayMs(learnt, { sinceMs: 9_999, polls, pace: 'usual' }, MIDDLE));
    expect(waits).toEqual([1_000, 1_500, 2_250, 3_375, 15_000]);
  });

  test("is Getty's Retry-After, whatever was learnt", () => {
    const soFar = { sinceMs: 10_000, polls: 3, pace: 'usual' as const, retryAfterMs: 7_000 };
    const wait = pollDelayMs(learnPolls(jobs(100)), soFar, MIDDLE);
    expect(wait).toBeGreaterThanOrEqual(7_000);
    expect(wait).toBeLessThanOrEqual(8_400);
  });

  test('skips the time in which no job was ever ready', () => {
    expect(pollDelayMs(learnPolls(jobs(100)), { sinceMs: 0, polls: 0, pace: 'usual' }, MIDDLE)).toBeGreaterThan(3_500);
  });

  test('is longer while calls compete, and shorter while jobs wait for a slot', () => {
    const learnt = learnPolls(jobs(200))!;
    const polls = (pace: Pace) => pollsUntil(30_000, (sinceMs) => pollDelayMs(learnt, { sinceMs, polls: 0, pace }, MIDDLE));
    expect(polls('thrifty')).toBeLessThan(polls('usual'));
    expect(polls('usual')).toBeLessThan(polls('eager'));
  });

  test('grows for a job that takes longer than any before, and never ends', () => {
    const learnt = learnPolls(jobs(100))!;
    const wait = (sinceMs: number) => pollDelayMs(learnt, { sinceMs, polls: 9, pace: 'usual' }, MIDDLE);
    expect(wait(60_000)).toBeGreaterThan(2 * wait(12_000));
    expect(pollsUntil(30 * 60_000, wait)).toBeLessThan(pollsUntil(30 * 60_000, () => 15_000));
    expect(wait(31 * 60_000)).toBe(MOST_DELAY_MS);
    expect(wait(24 * 3_600_000)).toBe(MOST_DELAY_MS);
  });

  test('is always within its bounds', () => {
    const random = seededRandom(17);
    for (let time = 0; time < 30; time++) {
      const mean = 100 * 1.4 ** (30 * random());
      const learnt: LearntPolls = learnPolls(jobs(20 + 200 * random(), mean, 2 * random()))!;
      for (let sinceMs = -50; sinceMs < 3_000_000; sinceMs = sinceMs * 1.07 + 60 * random() + 60) {
        const pace = random() < 0.5 ? 'thrifty' : 'eager';
        const wait = pollDelayMs(learnt, { sinceMs, polls: 1, pace }, random);
        expect(wait).toBeGreaterThanOrEqual((pace === 'eager' ? 100 : LEAST_DELAY_MS) * 0.95 - 1);
        expect(wait).toBeLessThanOrEqual(MOST_DELAY_MS * 1.05);
      }
    }
  });
});

/** Jobs of a worker that polls often. */
function jobs(count: number, meanMs = 12_000, sigma = 0.45) {
  const draw = logNormal(seededRandom(2), meanMs, sigma);
  return Array.from({ length: count }, draw).map((ms) => ({ moreThanMs: Math.round(ms * 0.9), atMostMs: Math.round(ms) }));
}

function pollsUntil(endMs: number, delayMs: (sinceMs: number) => number): number {
  let polls = 0;
  for (let at = 0; at < endMs; at += delayMs(at)) polls++;
  return polls;
}
