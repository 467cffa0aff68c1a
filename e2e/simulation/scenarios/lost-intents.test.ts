import { expect, test } from '@jest/globals';

import { CALM } from '../getty/account.ts';
import { simulateHere } from '../test/simulate-here.ts';
import type { World } from '../world.ts';
import { calmPlan, calmTenant } from './calm-plan.ts';

const SECONDS = 1_000;

test('a Redis that forgets the paid calls of its last three seconds has none of them paid again', async () => {
  const tenant = calmTenant({ everyMs: Infinity, webhooks: undefined, bursts: [{ atMs: 10 * SECONDS, jobs: 40 }] });
  const account = { ...CALM, queries: 6, pending: 30, historyLagMs: { least: 0, most: 3_000 } };
  let forgotten = 0;
  const prompts = new Map<string, number>();
  const prepare = (world: World): void => {
    const { time, ledger } = world;
    time.in(12 * SECONDS, () => world.loseWrites(3 * SECONDS));
    time.in(15 * SECONDS, () => {
      forgotten = [...ledger.made.values()].filter(({ at }) => at > time.startAt + 12 * SECONDS).length;
    });
    time.in(400 * SECONDS, () => {
      for (const { prompt } of ledger.made.values()) prompts.set(prompt ?? '', (prompts.get(prompt ?? '') ?? 0) + 1);
    });
  };

  const report = await simulateHere(calmPlan({ activeMs: 400 * SECONDS, account, tenants: [tenant] }), { prepare });

  expect(report.broken).toEqual([]);
  expect(forgotten).toBeGreaterThan(0);
  expect([...prompts].filter(([, times]) => times > 1)).toEqual([]);
  expect(prompts.size).toBe(40);
});
