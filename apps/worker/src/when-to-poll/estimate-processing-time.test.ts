import { describe, expect, test } from '@jest/globals';
import type { ProcessingTime } from '@darkroom/queue';

import { estimateProcessingTime, type Estimate } from './estimate-processing-time.ts';
import { logNormal, seededRandom } from './test/getty-times.ts';

describe("the estimate of Getty's processing time", () => {
  test('is spread over the interval in which each became ready', () => {
    const estimate = estimateProcessingTime(Array.from({ length: 100 }, () => ({ moreThanMs: 4_000, atMostMs: 6_000 })));
    expect(shareReady(estimate, 3_600)).toBeLessThan(0.05);
    expect(shareReady(estimate, 6_600)).toBeGreaterThan(0.95);
  });

  test('combines overlapping intervals', () => {
    const random = seededRandom(3);
    const draw = logNormal(random, 12_000, 0.45);
    const seen = Array.from({ length: 500 }, () => seenByPolls(draw(), random));
    const estimate = estimateProcessingTime(seen);
    for (const ms of [6_000, 9_000, 12_000, 16_000, 22_000]) {
      expect(Math.abs(shareReady(estimate, ms) - shareOfDraws(logNormal(seededRandom(4), 12_000, 0.45), ms))).toBeLessThan(0.07);
    }
  });

  test.each([
    ['nothing', []],
    ['a job noticed at once', [{ moreThanMs: 0, atMostMs: 1 }]],
    ['a job noticed a day later', [{ moreThanMs: 0, atMostMs: 86_400_000 }]],
    ['a job that was pending for a day', [{ moreThanMs: 86_000_000, atMostMs: 86_400_000 }]],
    ['one that was ready between two close polls', [{ moreThanMs: 5_000, atMostMs: 5_001 }]],
  ])('excludes no time and adds up to all, after %s', (_name, seen: ProcessingTime[]) => {
    const { mass } = estimateProcessingTime(seen);
    expect(mass.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 6);
    expect(Math.min(...mass)).toBeGreaterThan(0);
  });
});

/** Polls at 1, 2.5, 4.75 … s, none twice at the same time. */
function seenByPolls(readyMs: number, random: () => number): ProcessingTime {
  let [moreThanMs, atMostMs] = [0, 0];
  for (let gap = 1_000; atMostMs < readyMs; gap *= 1.5) [moreThanMs, atMostMs] = [atMostMs, atMostMs + gap * (0.8 + 0.4 * random())];
  return { moreThanMs, atMostMs };
}

function shareReady({ points, mass }: Estimate, ms: number): number {
  return mass.reduce((sum, share, cell) => (points[cell]! <= ms ? sum + share : sum), 0);
}

function shareOfDraws(draw: () => number, ms: number): number {
  const draws = Array.from({ length: 20_000 }, draw);
  return draws.filter((drawn) => drawn <= ms).length / draws.length;
}
