import { describe, expect, test } from '@jest/globals';

import { CALM } from '../getty/account.ts';
import type { Plan } from '../plan.ts';
import { simulateHere } from '../test/simulate-here.ts';
import type { World } from '../world.ts';
import { calmPlan, calmTenant } from './calm-plan.ts';

const SECONDS = 1_000;
const MINUTES = 60_000;
const APART = [{ skewMs: 2_000 }, { skewMs: -2_000 }];

/** What becomes of the try may stay unknown: then it is sent again. */
const paused = calmTenant({
  name: 'paused',
  everyMs: Infinity,
  webhooks: undefined,
  productId: 1,
  sentAgain: 1,
  bursts: [{ atMs: MINUTES, jobs: 5 }],
});

describe('A pause ends although', () => {
  test.each<[string, (world: World) => () => void]>([
    ['its try is answered by 429 over queries', ({ account: { settings } }) => change(settings, { queries: 0 })],
    ['its try is answered by 5xx', ({ account: { settings } }) => change(settings, { fails: 1 })],
    ['its try is not answered', ({ network: { settings } }) => change(settings, { lostAfter: 1 })],
  ])('%s for two minutes', async (_what, begin) => {
    const account = { ...CALM, quota: { 1: 0 } };
    const succeeded = await succeededBy(30 * MINUTES, calmPlan({ account, tenants: [paused] }), (world) => {
      const { time } = world;
      refill(world, 5 * MINUTES);
      // The first try comes ten minutes after the first refusal.
      time.in(10.5 * MINUTES, () => {
        const end = begin(world);
        time.in(2 * MINUTES, end);
      });
    });

    expect(succeeded).toBe(5);
  });

  test('the clocks of its workers are four seconds apart', async () => {
    const account = { ...CALM, quota: { 1: 0 } };
    const plan = calmPlan({ account, tenants: [paused], workers: APART });

    expect(await succeededBy(25 * MINUTES, plan, (world) => refill(world, 15 * MINUTES))).toBe(5);
  });
});

/** How many generations have succeeded by that time, in a world in which everything else held. */
async function succeededBy(atMs: number, plan: Plan, happens: (world: World) => void): Promise<number> {
  let succeeded = 0;
  const prepare = (world: World): void => {
    happens(world);
    world.time.in(atMs, async () => {
      await world.spy.look();
      const events = world.book.events();
      succeeded = new Set(events.filter((event) => event.type === 'generation.succeeded').map(({ subject }) => subject)).size;
    });
  };
  const { broken } = await simulateHere({ ...plan, activeMs: atMs + 30 * SECONDS }, { prepare });
  expect(broken).toEqual([]);
  return succeeded;
}

function refill({ time, account: { settings }, plan: { account: healthy } }: World, atMs: number): void {
  time.in(atMs, () => {
    settings.quota = {};
    healthy.quota = {};
  });
}

function change<Settings extends object>(settings: Settings, to: Partial<Settings>): () => void {
  const before = { ...settings };
  Object.assign(settings, to);
  return () => void Object.assign(settings, before);
}
