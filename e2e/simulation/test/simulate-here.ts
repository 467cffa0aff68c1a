import type { Plan } from '../plan.ts';
import { worldRedis } from '../redis/world-redis.ts';
import { simulate, type Extras, type SimulationReport } from '../simulate.ts';

/** A world of a test, in a Redis of its own. */
export async function simulateHere(plan: Plan, { seed = 'a test', ...extras }: Extras & { seed?: string } = {}): Promise<SimulationReport> {
  await using redis = await worldRedis();
  // Awaited here: else the Redis would go while the world still uses it.
  return await simulate({ seed, plan, redis: { url: redis.socket ?? redis.url, prefix: 'simulation' } }, extras);
}
