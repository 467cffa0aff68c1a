import { expect, test } from '@jest/globals';

import { CALM } from '../getty/account.ts';
import { simulateHere } from '../test/simulate-here.ts';
import type { World } from '../world.ts';
import { calmPlan, calmTenant } from './calm-plan.ts';

const MINUTES = 60_000;
const MOST_MS = 180_000;

test(
  'when the pending limit falls from 30 to 6, six generations go on being pending',
  async () => {
    const account = { ...CALM, pending: 30, generationMs: { least: 8_000, most: 12_000 } };
    const tenant = calmTenant({ everyMs: Infinity, webhooks: undefined, bursts: [{ atMs: 0, jobs: 260 }] });
    const pending: number[] = [];
    const prepare = ({ time, account: { settings }, ledger }: World): void => {
      time.in(MINUTES, () => void (settings.pending = 6));
      for (let at = 1.5 * MINUTES; at < 2.5 * MINUTES; at += 1_000) time.in(at, () => void pending.push(ledger.pending(time.now())));
    };

    const report = await simulateHere(calmPlan({ activeMs: 2.5 * MINUTES, account, tenants: [tenant] }), { prepare });

    expect(report.broken).toEqual([]);
    const mean = pending.reduce((sum, count) => sum + count, 0) / pending.length;
    expect(mean).toBeGreaterThanOrEqual(0.8 * 6);
  },
  MOST_MS,
);
