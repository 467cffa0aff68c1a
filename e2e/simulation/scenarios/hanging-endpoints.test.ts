import { expect, test } from '@jest/globals';

import { simulateHere } from '../test/simulate-here.ts';
import type { World } from '../world.ts';
import { calmPlan, calmTenant } from './calm-plan.ts';

const SECONDS = 1_000;

test('while 25 endpoints of one tenant hang, each webhook of another arrives within seconds', async () => {
  const hostile = calmTenant({
    name: 'hostile',
    hostile: true,
    everyMs: 4 * SECONDS,
    untilMs: 100 * SECONDS,
    webhooks: 'hangs',
    endpoints: Array.from({ length: 25 }, () => 'hangs' as const),
  });
  const honest = calmTenant({ name: 'honest', everyMs: Infinity, bursts: [{ atMs: 50 * SECONDS, jobs: 20 }] });
  const late: number[] = [];
  const prepare = ({ time, book, internet }: World): void => {
    time.in(120 * SECONDS, () => {
      const heardAt = new Map(internet.received.map(({ host, id, at }) => [`${host} ${id}`, at]));
      for (const { fields, id, at, type } of book.events()) {
        if (fields['tenant'] !== 'honest' || type !== 'generation.succeeded') continue;
        late.push((heardAt.get(`honest.hooks.example ${id}`) ?? Infinity) - at);
      }
    });
  };
  const plan = calmPlan({ activeMs: 120 * SECONDS, tenants: [hostile, honest], notifierSettings: { CONCURRENCY: '20' } });

  const report = await simulateHere(plan, { prepare });

  expect(report.broken).toEqual([]);
  expect(late).toHaveLength(20);
  expect(Math.max(...late)).toBeLessThan(5 * SECONDS);
});
