import { expect, test } from '@jest/globals';
import type { EventId } from '@darkroom/contracts';

import { toEventId } from '../records/event-order.ts';
import { setup } from '../test/world.ts';
import { createFeedOfAll } from './feed-of-all.ts';

type World = Awaited<ReturnType<typeof setup>>;

/** An event of each of these tenants, one after another; their jobs. */
async function eventsOf(world: World, tenants: string[]): Promise<string[]> {
  const ids: string[] = [];
  for (const tenant of tenants) {
    const id = await world.accept({ tenant });
    await world.store.jobs.cancel(id, 'generation');
    ids.push(id);
  }
  return ids;
}

async function read(world: World, after?: EventId, limit = 100) {
  const page = await world.store.feedOfAll.read({ after, limit });
  if (page === 'not_kept') throw new Error(page);
  return { ...page, jobs: page.events.map((event) => (event.about === 'job' ? event.record.id : '')) };
}

test('the events of all tenants come in their order, page by page', async () => {
  await using world = await setup();
  const made = await eventsOf(world, ['a', 'b', 'a', 'a', 'c', 'b', 'a', 'c', 'c', 'b']);
  for (const limit of [1, 2, 3, 10, 11]) {
    const seen: string[] = [];
    let after: EventId | undefined;
    for (let more = true; more;) {
      const page = await read(world, after, limit);
      seen.push(...page.jobs);
      ({ place: after, more } = page);
    }
    expect(seen).toEqual(made);
  }
});

test('an event that comes while the feeds are read is passed over by no page', async () => {
  await using world = await setup();
  const before = await eventsOf(world, ['a', 'b']);
  const { feed } = world.store;
  const appended = Promise.withResolvers<string[]>();
  /** While the feed of `a` has been read and that of `b` not yet, both get another event. */
  const ofTenant: typeof feed.ofTenant = async (tenant, question) => {
    if (tenant === 'b') await appended.promise;
    const page = await feed.ofTenant(tenant, question);
    if (tenant === 'a') appended.resolve(await eventsOf(world, ['a', 'b']));
    return page;
  };
  const torn = createFeedOfAll({ redis: world.raw, keys: world.keys, feed: { ...feed, ofTenant } });
  const page = await torn.read({ limit: 100 });
  const place = page === 'not_kept' ? undefined : page.place;
  expect(page).toMatchObject({ events: [{ record: { id: before[0] } }, { record: { id: before[1] } }], more: false });
  expect((await read(world, place)).jobs).toEqual(await appended.promise);
});

test('one event is found whoever has it, and a stream begins behind the newest', async () => {
  await using world = await setup();
  await eventsOf(world, ['a', 'b']);
  const { place } = await read(world);
  expect(await world.store.feedOfAll.newest()).toBe(place);
  expect(await world.store.feedOfAll.one(place)).toMatchObject({ tenant: 'b', type: 'generation.canceled' });
  expect(await world.store.feedOfAll.one(toEventId('1-1'))).toBeNull();
});

test('a place counts as kept by its age, also if the feed of some tenant was trimmed and begins later', async () => {
  await using world = await setup();
  await eventsOf(world, ['quiet', 'busy']);
  const { place } = await read(world);
  const [later] = await eventsOf(world, ['quiet']);
  const first = (await world.raw.xrange(world.keys.feed('quiet'), '-', '+', 'COUNT', 1))[0]![0];
  await world.raw.xtrim(
    world.keys.feed('quiet'),
    'MINID',
    first.replace(/-(\d+)$/, (_all, n) => `-${Number(n) + 1}`),
  );
  expect((await read(world, place)).jobs).toEqual([later]);
  world.clock.ahead += 72 * 3_600_000;
  expect(await world.store.feedOfAll.read({ after: place, limit: 10 })).toBe('not_kept');
});

test('a place behind which nothing came stays valid, however old it is: else whoever follows a quiet installation would never get on', async () => {
  await using world = await setup();
  await eventsOf(world, ['a']);
  const { place } = await read(world);
  world.clock.ahead += 100 * 3_600_000;
  expect(await read(world, place)).toMatchObject({ jobs: [], place, more: false });
  await eventsOf(world, ['b']);
  expect(await world.store.feedOfAll.read({ after: place, limit: 10 })).toBe('not_kept'); // another tenant's may be gone
  expect((await read(world, await world.store.feedOfAll.newest())).jobs).toEqual([]);
});
