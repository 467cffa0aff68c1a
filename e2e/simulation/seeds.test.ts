import { describe, expect, test } from '@jest/globals';

import { randomPlan } from './random-plan.ts';
import { reportText } from './report-text.ts';
import { simulateHere } from './test/simulate-here.ts';
import { createDice } from './time/dice.ts';

/** On a machine that is busy with other things as well. */
const MOST_MS = 180_000;
const SEEDS = [3, 5];

const world = (seed: number) => simulateHere(randomPlan(createDice(`${seed}/plan`)), { seed: String(seed) });

describe('In a world of chance everything holds that must:', () => {
  test.each(SEEDS)(
    'seed %d',
    async (seed) => {
      const report = await world(seed);

      if (report.broken.length > 0) throw new Error(reportText(report));
      expect(report.jobs).toBeGreaterThan(0);
    },
    MOST_MS,
  );
});

test(
  'the same seed gives the same world',
  async () => {
    const [first, second] = [await world(9), await world(9)];

    expect(second).toEqual(first);
    expect(first.broken).toEqual([]);
  },
  MOST_MS,
);
