import { expect, test } from '@jest/globals';

import { CALM } from '../getty/account.ts';
import { simulateHere } from '../test/simulate-here.ts';
import type { World } from '../world.ts';
import { calmPlan, calmTenant } from './calm-plan.ts';

const SECONDS = 1_000;
const QUERIES = 6;

test('after 30 s in which Getty refused every call, its calls are used again', async () => {
  const account = { ...CALM, queries: QUERIES, pending: 300, generationMs: { least: 2_000, most: 4_000 } };
  const tenant = calmTenant({ everyMs: Infinity, webhooks: undefined, bursts: [{ atMs: 0, jobs: 280 }] });
  let calls = 0;
  const prepare = ({ time, account: { settings }, ledger }: World): void => {
    time.in(30 * SECONDS, () => void (settings.queries = 0));
    time.in(60 * SECONDS, () => void (settings.queries = QUERIES));
    time.in(120 * SECONDS, () => {
      calls = ledger.seen.filter(({ at, came }) => at > time.startAt + 90 * SECONDS && came !== 'refused_queries').length;
    });
  };

  const report = await simulateHere(calmPlan({ activeMs: 120 * SECONDS, account, tenants: [tenant] }), { prepare });

  expect(report.broken).toEqual([]);
  expect(calls / 30).toBeGreaterThanOrEqual(0.8 * QUERIES);
});
