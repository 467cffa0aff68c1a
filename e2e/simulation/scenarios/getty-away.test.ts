import { expect, test } from '@jest/globals';

import { CALM } from '../getty/account.ts';
import { LONG_TESTS } from '../test/long-tests.ts';
import { simulateHere } from '../test/simulate-here.ts';
import type { World } from '../world.ts';
import { calmPlan, calmTenant } from './calm-plan.ts';

const MINUTES = 60_000;
const JOBS = LONG_TESTS ? 300 : 100;

test('twenty minutes without Getty end no job: each that waited is made when it is back', async () => {
  const tenant = calmTenant({ everyMs: Infinity, bursts: [{ atMs: 2 * MINUTES, jobs: JOBS }] });
  let ends: string[] = [];
  const prepare = ({ time, network, book }: World): void => {
    time.in(MINUTES, () => void (network.settings.api = 'refused'));
    time.in(21 * MINUTES, () => void (network.settings.api = 'open'));
    time.in(24 * MINUTES, () => {
      ends = [...book.accepted.keys()].map((id) => book.status(id) ?? 'unheard');
    });
  };

  const report = await simulateHere(calmPlan({ activeMs: 25 * MINUTES, account: { ...CALM, pending: 60 }, tenants: [tenant] }), {
    prepare,
  });

  expect(report.broken).toEqual([]);
  expect(ends).toEqual(Array.from({ length: JOBS }, () => 'succeeded'));
});
