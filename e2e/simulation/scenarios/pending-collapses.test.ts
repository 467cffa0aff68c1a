import { expect, test } from '@jest/globals';

import { CALM } from '../getty/account.ts';
import { LONG_TESTS } from '../test/long-tests.ts';
import { simulateHere } from '../test/simulate-here.ts';
import type { World } from '../world.ts';
import { calmPlan, calmTenant } from './calm-plan.ts';

const MINUTES = 60_000;

test.each([{ limit: 30, jobs: 260, afterMs: MINUTES }, ...(LONG_TESTS ? [{ limit: 201, jobs: 800, afterMs: MINUTES / 2 }] : [])])(
  'when the pending limit falls from $limit to 6, six generations go on being pending',
  async ({ limit, jobs, afterMs }) => {
    const account = { ...CALM, pending: limit, queries: 400, generationMs: { least: 8_000, most: 12_000 } };
    const tenant = calmTenant({ everyMs: Infinity, webhooks: undefined, bursts: [{ atMs: 0, jobs }] });
    let before = 0;
    const pending: number[] = [];
    const prepare = ({ time, account: { settings }, ledger }: World): void => {
      time.in(afterMs, () => {
        before = ledger.pending(time.now());
        settings.pending = 6;
      });
      for (let at = 1.5 * MINUTES; at < 2.5 * MINUTES; at += 1_000) time.in(at, () => void pending.push(ledger.pending(time.now())));
    };

    const report = await simulateHere(calmPlan({ activeMs: 2.5 * MINUTES, account, tenants: [tenant] }), { prepare });

    expect(report.broken).toEqual([]);
    expect(before).toBeGreaterThanOrEqual(0.8 * limit);
    const mean = pending.reduce((sum, count) => sum + count, 0) / pending.length;
    expect(mean).toBeGreaterThanOrEqual(0.8 * 6);
  },
);
