import { expect, test } from '@jest/globals';

import { CALM } from '../getty/account.ts';
import { simulateHere } from '../test/simulate-here.ts';
import type { World } from '../world.ts';
import { calmPlan, calmTenant } from './calm-plan.ts';

const SECONDS = 1_000;

test('a pending limit that falls from 20 to 3 for three minutes is used then, and again when it is back', async () => {
  const account = { ...CALM, pending: 20, generationMs: { least: 14_000, most: 18_000 } };
  const tenant = calmTenant({ everyMs: Infinity, webhooks: undefined, bursts: [{ atMs: 0, jobs: 220 }] });
  const [squeezed, after]: [number[], number[]] = [[], []];
  const prepare = ({ time, account: { settings }, ledger }: World): void => {
    const countEachSecond = (from: number, to: number, counts: number[]): void => {
      for (let at = from; at < to; at++) time.in(at * SECONDS, () => void counts.push(ledger.pending(time.now())));
    };
    time.in(40 * SECONDS, () => void (settings.pending = 3));
    countEachSecond(70, 220, squeezed);
    time.in(220 * SECONDS, () => void (settings.pending = 20));
    countEachSecond(250, 300, after);
  };

  const report = await simulateHere(calmPlan({ activeMs: 300 * SECONDS, account, tenants: [tenant] }), { prepare });

  expect(report.broken).toEqual([]);
  expect(mean(squeezed)).toBeGreaterThanOrEqual(0.8 * 3);
  expect(mean(after)).toBeGreaterThanOrEqual(0.8 * 20);
});

function mean(counts: number[]): number {
  return counts.reduce((sum, count) => sum + count, 0) / counts.length;
}
