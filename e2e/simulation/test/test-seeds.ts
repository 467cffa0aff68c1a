import { describe, expect, test } from '@jest/globals';

import { randomPlan } from '../random-plan.ts';
import { reportText } from '../report-text.ts';
import type { SimulationReport } from '../simulate.ts';
import { createDice } from '../time/dice.ts';
import { simulateHere } from './simulate-here.ts';

/** On a machine that is busy with other things as well. */
export const MOST_MS = 300_000;

/** The world of one seed, in the Redis of the test run. */
export function worldOf(seed: number): Promise<SimulationReport> {
  return simulateHere(randomPlan(createDice(`${seed}/plan`)), { seed: String(seed) });
}

/** One test for each of these seeds. */
export function testSeeds(seeds: number[]): void {
  describe('In a world of chance everything holds that must:', () => {
    test.each(seeds)(
      'seed %d',
      async (seed) => {
        const report = await worldOf(seed);

        if (report.broken.length > 0) throw new Error(reportText(report));
        expect(report.jobs).toBeGreaterThan(0);
      },
      MOST_MS,
    );
  });
}
