import { describe, expect, test } from '@jest/globals';

import { setup } from '../test/world.ts';
import { createTrimFeeds } from './trim-feeds.ts';

const HOUR_MS = 3_600_000;

/** As many events of one tenant. */
async function worldWith(events: number) {
  const world = await setup();
  const addEvent = async () => world.store.jobs.cancel(await world.accept(), 'generation');
  await Promise.all(Array.from({ length: events }, addEvent));
  return { ...world, feed: world.keys.feed('acme') };
}

describe('the feed of a tenant that has gone quiet', () => {
  test('is cut in portions, and never expires while it is long', async () => {
    await using world = await worldWith(450);
    const { events } = (await world.store.feed.ofTenant('acme', { limit: 1_000 })) as { events: { id: string }[] };
    const places = events.map(({ id }) => id as Parameters<typeof world.store.feed.one>[1]);
    expect(await world.raw.pttl(world.feed)).toBeGreaterThan(4 * 24 * HOUR_MS);
    const trim = createTrimFeeds({ redis: world.raw, keys: world.keys, now: world.clock.now }, 200);
    expect(await trim()).toBe(0);

    world.clock.ahead = 73 * HOUR_MS;
    const taken: number[] = [];
    for (let rounds = 0; rounds < 20 && (await world.raw.xlen(world.feed)) > 0; rounds++) taken.push(await trim());
    expect(taken.length).toBeGreaterThan(2);
    expect(Math.max(...taken)).toBeLessThanOrEqual(200);
    expect(taken.reduce((sum, count) => sum + count, 0)).toBe(450);
    expect(await world.store.feed.ofTenant('acme', { after: places[0], limit: 1 })).toBe('not_kept');
    expect(await world.store.feed.ofTenant('acme', { after: places.at(-1), limit: 1 })).toMatchObject({ events: [] });
  });

  test('expires days after its last event, and each event need not say so', async () => {
    await using world = await worldWith(1);
    const leftMs = () => world.raw.pttl(world.feed);
    const event = async () => world.store.jobs.cancel(await world.accept(), 'generation');
    for (const [days, afterwards] of [
      [6.5, 6.5],
      [5.9, 7],
      [1, 7],
    ] as const) {
      await world.raw.pexpire(world.feed, Math.round(days * 24 * HOUR_MS));
      await event();
      expect((await leftMs()) / (24 * HOUR_MS)).toBeCloseTo(afterwards, 1);
    }
    await world.raw.persist(world.feed);
    await event();
    expect((await leftMs()) / (24 * HOUR_MS)).toBeCloseTo(7, 1);
  });

  test('is looked at by each sweep', async () => {
    await using world = await worldWith(1);
    const sweep = world.store.createSweep({ retentionMs: 365 * 24 * HOUR_MS });
    world.clock.ahead = 73 * HOUR_MS;
    await sweep.sweepOnce();
    expect(await world.raw.xlen(world.feed)).toBe(0);
  });
});
