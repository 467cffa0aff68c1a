import { describe, expect, test } from '@jest/globals';

import { estimateProcessingTime } from './estimate-processing-time.ts';
import { LEAST_DELAY_MS, MOST_DELAY_MS, planPolls, planWithin, type PollPlan } from './plan-polls.ts';
import { logNormal, seededRandom } from './test/getty-times.ts';

const PRICE_MS = 700;

describe('a plan', () => {
  test('costs no more than any other way to poll', () => {
    const random = seededRandom(11);
    const points = Array.from({ length: 9 }, (_, index) => 1_000 * (index + 1));
    for (let time = 0; time < 20; time++) {
      const drawn = points.map(() => random() ** 3);
      const sum = drawn.reduce((total, share) => total + share, 0);
      const estimate = { points, mass: drawn.map((share) => share / sum) };
      const { polls, lagMs } = planPolls(estimate, PRICE_MS);
      expect(lagMs + PRICE_MS * polls).toBeCloseTo(leastCost(estimate), 3);
    }
  });

  test('polls about as often as wanted, and the more often it polls, the sooner it notices', () => {
    const random = seededRandom(5);
    const draw = logNormal(random, 12_000, 0.45);
    const estimate = estimateProcessingTime(Array.from({ length: 300 }, draw).map((ms) => ({ moreThanMs: ms * 0.95, atMostMs: ms })));
    const lags = [1.5, 2.5, 3.5].map((wanted) => {
      const plan = planWithin(estimate, wanted);
      expect(plan.polls).toBeLessThan(wanted * 1.15);
      expect(plan.polls).toBeGreaterThan(wanted * 0.85);
      return plan.lagMs;
    });
    expect(lags).toEqual(lags.toSorted((a, b) => b - a));
  });

  test.each([10, 700, 100_000])('always goes on, in steps neither too small nor too large, where a poll costs %d ms', (priceMs) => {
    const plan = planPolls(estimateProcessingTime([{ moreThanMs: 9_000, atMostMs: 10_000 }]), priceMs);
    for (const delay of delays(plan)) {
      expect(delay).toBeGreaterThanOrEqual(LEAST_DELAY_MS);
      expect(delay).toBeLessThanOrEqual(MOST_DELAY_MS * 1.2); // late points are far apart
    }
  });
});

/** All but the last: there is nothing behind it. */
function delays({ points, next }: Pick<PollPlan, 'points' | 'next'>): number[] {
  return points.slice(0, -2).map((point, at) => next[at]! - point);
}

/** Tries every set of polling points that ends with the last. */
function leastCost({ points, mass }: { points: number[]; mass: number[] }): number {
  let least = Infinity;
  for (let set = 0; set < 2 ** (points.length - 1); set++) {
    const polled = points.filter((_, index) => index === points.length - 1 || (set >> index) % 2 === 1);
    let cost = 0;
    mass.forEach((share, cell) => {
      const readyMs = points[cell]! - 500; // the middle of its second
      const noticed = polled.findIndex((at) => at >= points[cell]!);
      cost += share * (polled[noticed]! - readyMs + PRICE_MS * (noticed + 1));
    });
    least = Math.min(least, cost);
  }
  return least;
}
