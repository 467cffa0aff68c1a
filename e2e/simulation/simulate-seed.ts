import { randomBytes } from 'node:crypto';

import { randomPlan } from './random-plan.ts';
import { simulate, type SimulationReport } from './simulate.ts';
import type { WorldOptions } from './world.ts';
import { createDice } from './time/dice.ts';

/** The world of one seed. */
export function simulateSeed(
  seed: number,
  { url, ...watching }: { url: string } & Pick<WorldOptions, 'show' | 'goesOn'>,
): Promise<SimulationReport> {
  const plan = randomPlan(createDice(`${seed}/plan`));
  return simulate({ seed: String(seed), plan, redis: { url, prefix: `simulation-${randomBytes(6).toString('hex')}` }, ...watching });
}
