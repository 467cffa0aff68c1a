import { describe, expect, test } from '@jest/globals';

import { calmStretches } from './calm.ts';
import { CALM } from './getty/account.ts';
import { calmPlan, calmTenant } from './scenarios/calm-plan.ts';
import { simulateHere } from './test/simulate-here.ts';
import type { World } from './world.ts';

/** On a machine that is busy with other things as well. */
const SECONDS = 1_000;

/** Getty takes four at a time, one tenant floods, and another comes with a few. */
const crowd = calmPlan({
  activeMs: 60 * SECONDS,
  account: { ...CALM, pending: 4, generationMs: { least: 18_000, most: 22_000 } },
  tenants: [
    calmTenant({ name: 'flood', everyMs: Infinity, webhooks: undefined, bursts: [{ atMs: 0, jobs: 36 }] }),
    calmTenant({ name: 'few', everyMs: Infinity, webhooks: undefined, bursts: [{ atMs: 30 * SECONDS, jobs: 2 }] }),
  ],
});

const HALF_AN_HOUR_MS = 30 * 60 * SECONDS;

describe('In a crowd', () => {
  test('limits are used, shares are fair, and there is a stretch in which that is judged', async () => {
    let judged = 0;
    const stretches = {
      name: 'stretches are judged',
      end: (world: World) => {
        judged = calmStretches(world, { leastMs: 30 * SECONDS, holds: ({ inLine }) => inLine.length > 0 }).length;
        return [];
      },
    };

    const report = await simulateHere(crowd, { invariants: [stretches] });

    expect(report.broken).toEqual([]);
    expect(judged).toBeGreaterThan(0);
  });

  const DEFECTS: [string, string, (world: World) => Promise<unknown>][] = [
    [
      'the limit stays at one after a drop',
      'limits are used while work waits',
      ({ redis, time }) =>
        redis.raw.hset(`${redis.root}:found`, { pending: 1, pending_lowered_at: time.now(), pending_probe_at: time.now() + 600 * SECONDS }),
    ],
    [
      'the rate of calls stays low after a drop',
      'limits are used while work waits',
      ({ redis }) => redis.raw.set(`${redis.root}:limits:queries`, '0.3'),
    ],
    [
      'a tenant with few jobs is always behind',
      'no tenant waits more than its fair share',
      ({ redis }) => redis.raw.zadd(`${redis.root}:line:pending`, 'XX', 1e9, 'few'),
    ],
    [
      'a line remembers tenants that are gone',
      'memory is bounded by what is kept',
      ({ redis, dice }) => redis.raw.hset(`${redis.root}:clock:pending`, `tenant.${dice.hex(16)}`, '1'),
    ],
    [
      'pictures are kept in Redis',
      'memory is bounded by what is kept',
      ({ redis }) => redis.raw.append(`${redis.root}:pictures`, 'x'.repeat(4_000)),
    ],
  ];

  test.each(DEFECTS)('this is reported: %s', async (_what, invariant, plant) => {
    const prepare = (world: World): void => {
      const until = world.time.startAt + HALF_AN_HOUR_MS;
      world.time.every(
        () => 500,
        async () => {
          await plant(world);
          return world.time.now() < until;
        },
      );
    };

    const report = await simulateHere({ ...crowd, drainMs: HALF_AN_HOUR_MS }, { prepare });

    expect(report.broken.map((broken) => broken.invariant)).toContain(invariant);
  });
});
