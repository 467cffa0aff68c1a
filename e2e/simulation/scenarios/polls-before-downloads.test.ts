import { expect, test } from '@jest/globals';

import { CALM } from '../getty/account.ts';
import { simulateHere } from '../test/simulate-here.ts';
import type { World } from '../world.ts';
import { calmPlan, calmTenant } from './calm-plan.ts';

const SECONDS = 1_000;

test('while 130 downloads wait for one call a second, generations that are paid are polled to their end', async () => {
  const buyer = calmTenant({
    name: 'buyer',
    everyMs: Infinity,
    webhooks: undefined,
    manual: 1,
    bursts: [
      { atMs: 0, jobs: 40 },
      { atMs: 50 * SECONDS, jobs: 130 },
    ],
  });
  const maker = calmTenant({ name: 'maker', everyMs: Infinity, webhooks: undefined, bursts: [{ atMs: 60 * SECONDS, jobs: 5 }] });
  const account = { ...CALM, pending: 60, generationMs: { least: 4_000, most: 8_000 } };
  let made: (string | undefined)[] = [];
  let waiting = 0;
  const prepare = ({ time, account: { settings }, book }: World): void => {
    time.in(45 * SECONDS, () => void (settings.queries = 1));
    time.in(200 * SECONDS, () => {
      const all = [...book.accepted.values()];
      made = all.filter(({ tenant }) => tenant === 'maker').map(({ id }) => book.status(id));
      waiting = all.filter(({ id, type }) => type === 'download' && book.status(id) !== 'succeeded').length;
    });
  };

  const report = await simulateHere(calmPlan({ activeMs: 200 * SECONDS, account, tenants: [buyer, maker] }), { prepare });

  expect(report.broken).toEqual([]);
  expect(waiting).toBeGreaterThan(30);
  expect(made).toEqual(Array.from({ length: 5 }, () => 'succeeded'));
});
