import { describe, expect, test } from '@jest/globals';

import { CALM } from '../getty/account.ts';
import type { Plan } from '../plan.ts';
import { simulateHere } from '../test/simulate-here.ts';
import type { World } from '../world.ts';
import { calmPlan, calmTenant } from './calm-plan.ts';

const MINUTES = 60_000;
/** One worker: each second of each costs, and several on one pause are in pauses.integration.test.ts. */
const ALONE = [{ skewMs: 0 }];

describe('A pause ends by itself once Getty accepts again:', () => {
  test('the downloads of a day, at two calls a second', async () => {
    const tenant = calmTenant({ everyMs: Infinity, webhooks: undefined, chained: 1, bursts: [{ atMs: 0, jobs: 6 }] });
    const account = { ...CALM, queries: 2, daily: 0 };
    const plan = calmPlan({ activeMs: 75 * MINUTES, account, tenants: [tenant], workers: ALONE });

    const { broken, statuses } = await statusesAt(74 * MINUTES, plan, ({ time, account: { settings } }) => {
      time.in(30 * MINUTES, () => void (settings.daily = Infinity));
    });

    expect(broken).toEqual([]);
    expect(statuses('download').length).toBeGreaterThanOrEqual(6);
    expect(new Set(statuses('download'))).toEqual(new Set(['succeeded']));
  });

  test('the quota of a product, while another product takes all slots', async () => {
    const paused = calmTenant({
      name: 'paused',
      everyMs: Infinity,
      webhooks: undefined,
      productId: 1,
      bursts: [{ atMs: MINUTES, jobs: 5 }],
    });
    const busy = calmTenant({ name: 'busy', everyMs: Infinity, webhooks: undefined, productId: 2, bursts: [{ atMs: 0, jobs: 70 }] });
    const account = { ...CALM, pending: 2, quota: { 1: 0 }, generationMs: { least: 70_000, most: 80_000 } };
    const plan = calmPlan({ activeMs: 36 * MINUTES, account, tenants: [paused, busy], workers: ALONE });

    const { broken, statuses } = await statusesAt(35 * MINUTES, plan, ({ time, account: { settings }, plan: { account: healthy } }) => {
      time.in(15 * MINUTES, () => {
        settings.quota = {};
        healthy.quota = {};
      });
    });

    expect(broken).toEqual([]);
    expect(statuses('generation', 'busy').filter((status) => status === 'succeeded').length).toBeLessThan(65);
    expect(statuses('generation', 'paused')).toEqual(Array.from({ length: 5 }, () => 'succeeded'));
  });
});

/** The jobs' statuses in their events until that time. */
async function statusesAt(atMs: number, plan: Plan, happens: (world: World) => void) {
  let seen: { type: string; tenant: string; status: string }[] = [];
  const prepare = (world: World): void => {
    happens(world);
    world.time.in(atMs, async () => {
      await world.spy.look();
      const latest = new Map(world.book.events().map((event) => [event.subject, event]));
      seen = [...latest.values()]
        .filter(({ about }) => about === 'job')
        .map(({ type, fields }) => ({ type: type.split('.')[0]!, tenant: fields['tenant'] ?? '', status: fields['status'] ?? '' }));
    });
  };
  const { broken } = await simulateHere(plan, { prepare });
  const statuses = (type: string, of?: string) =>
    seen.filter((job) => job.type === type && (of === undefined || job.tenant === of)).map(({ status }) => status);
  return { broken, statuses };
}
