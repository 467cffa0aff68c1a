import { expect, test } from '@jest/globals';

import { CALM } from '../getty/account.ts';
import { simulateHere } from '../test/simulate-here.ts';
import type { World } from '../world.ts';
import { calmPlan, calmTenant } from './calm-plan.ts';

const SECONDS = 1_000;

test('a Redis takes over whose clock is five minutes behind: nothing waits for the time in between, and nothing breaks', async () => {
  const tenant = calmTenant({
    everyMs: Infinity,
    chained: 0.3,
    endpoints: ['well'],
    bursts: [15, 35, 55].map((s) => ({ atMs: s * SECONDS, jobs: 5 })),
  });
  const account = { ...CALM, queries: 6, generationMs: { least: 2_000, most: 6_000 } };
  let ended = 0;
  let seenSinceS = 0;
  const prepare = (world: World): void => {
    const { time, redis } = world;
    redis.takeOver(300 * SECONDS); // the first one
    time.in(40 * SECONDS, () => redis.takeOver(0));
    // What is unsent waits for 155 s after a failover.
    time.in((40 + 155 + 60) * SECONDS, async () => {
      const since = await redis.raw.hget(`${redis.root}:incarnation`, 'since');
      seenSinceS = (Number(since) - time.startAt) / SECONDS;
      await world.spy.look();
      ended = world.book.events().filter(({ type }) => type === 'generation.succeeded').length;
    });
  };

  const plan = calmPlan({ activeMs: 60 * SECONDS, account, tenants: [tenant], settings: { GETTY_MAX_QPS: '5' } });
  const { broken } = await simulateHere(plan, { prepare });

  expect(broken).toEqual([]);
  expect(ended).toBe(15);
  // Calls without an answer count from then.
  expect(seenSinceS).toBeGreaterThanOrEqual(40);
  expect(seenSinceS).toBeLessThan(60);
});
