import { testRedis } from '@darkroom/testkit';

import type { Plan } from '../plan.ts';
import { simulate, type Extras, type SimulationReport } from '../simulate.ts';

/** A world of a test, in the Redis of the test run. */
export async function simulateHere(plan: Plan, { seed = 'a test', ...extras }: Extras & { seed?: string } = {}): Promise<SimulationReport> {
  await using redis = testRedis();
  return simulate({ seed, plan, redis }, extras);
}
