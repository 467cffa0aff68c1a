import { expect, test } from '@jest/globals';

import { simulateHere } from '../test/simulate-here.ts';
import type { World } from '../world.ts';
import { calmPlan, calmTenant } from './calm-plan.ts';

const SECONDS = 1_000;
const MINUTES = 60_000;
const JOBS = 8;

test('retention removes no job before its webhooks were sent: no notifier was ever started', async () => {
  const tenant = calmTenant({ everyMs: Infinity, bursts: [{ atMs: 0, jobs: JOBS }] });
  let kept = 0;
  const prepare = (world: World): void => {
    const { time, redis, workers, notifiers } = world;
    time.in(3 * MINUTES, () => void workers.members()[0]!.store.createSweep({ retentionMs: 1 }).sweepOnce());
    time.in(3 * MINUTES + 10 * SECONDS, async () => {
      kept = await redis.raw.zcard(`${redis.root}:ended`);
      notifiers.addOne(0);
    });
  };

  const report = await simulateHere(calmPlan({ activeMs: 4 * MINUTES, tenants: [tenant], notifiers: [] }), { prepare });

  expect(report.broken).toEqual([]);
  expect(kept).toBe(JOBS);
});
