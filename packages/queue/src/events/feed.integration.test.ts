import type { EventId } from '@darkroom/contracts';
import { describe, expect, test } from '@jest/globals';

import { createFeed, type FeedPage } from './feed.ts';
import { instantOf } from '../records/event-order.ts';
import type { JobRecord } from '../records/job/record.ts';
import { setup as setupStore } from '../test/world.ts';

const HOUR_MS = 3_600_000;

async function setup() {
  const world = await setupStore();
  const { store } = world;
  /** Accepts a job and cancels it: one event each. */
  const publish = async (tenant = 'acme', more: { createdAt?: number } = {}): Promise<JobRecord> => {
    const id = await world.accept({ tenant, ...more });
    await store.jobs.cancel(id, 'generation');
    return (await store.jobs.get(id))!;
  };
  const page = async (after: EventId | undefined, limit = 100): Promise<FeedPage> =>
    pageOf(await store.feed.ofTenant('acme', { after, limit }));
  return { ...world, publish, page };
}

function pageOf(page: FeedPage | 'not_kept'): FeedPage {
  if (page === 'not_kept') throw new Error(page);
  return page;
}

const jobsOf = (page: FeedPage) => page.events.map((event) => (event.about === 'job' ? event.record.id : event.id));

/** The log had an event of a Redis whose clock was so far ahead; it is gone, its number stays. */
async function movePast({ raw, keys }: Awaited<ReturnType<typeof setupStore>>, tenant: string, aheadMs: number): Promise<void> {
  const entry = await raw.xadd(keys.events, `${Date.now() + aheadMs}-0`, 'tenant', tenant);
  await raw.xdel(keys.events, entry!);
}

/** A place so many ms ahead of Redis' clock. */
const ahead = (ms: number) => `evt_${Date.now() + ms}-0` as EventId;

describe('a tenant’s feed', () => {
  test("is read in pages, each from the end of the previous one, and contains only the tenant's events", async () => {
    await using world = await setup();
    const ids: string[] = [];
    for (let count = 0; count < 5; count++) {
      ids.push((await world.publish()).id);
      await world.publish('beta');
    }
    const first = await world.page(undefined, 2);
    expect([jobsOf(first), first.more]).toEqual([ids.slice(0, 2), true]);
    const second = await world.page(first.place, 3);
    expect([jobsOf(second), second.more]).toEqual([ids.slice(2), false]);
    expect(await world.page(second.place)).toEqual({ events: [], place: second.place, more: false });
  });

  test('is read beside a later version: without fields that are not known, and without events that are packed in another way', async () => {
    await using world = await setup();
    const { id } = await world.publish();
    const feed = world.keys.feed('acme');
    const [[, flat]] = (await world.raw.xrange(feed, '-', '+')) as [[string, string[]]];
    const packed = flat[flat.indexOf('p') + 1]!;
    for (const other of [`${packed}\u001f!from a later version`, '2 in another way', packed]) {
      await world.raw.xadd(feed, '*', ...flat.map((text, at) => (flat[at - 1] === 'p' ? other : text)));
    }
    const { events } = await world.page(undefined);
    expect(events.map(({ type }) => type)).toEqual(Array.from({ length: 3 }, () => 'generation.canceled'));
    expect(events[1]).toEqual({ ...events[0], id: events[1]!.id, at: events[1]!.at });
    // Pages end behind what is left out, too.
    const pages: string[][] = [];
    for (let place: EventId | undefined, more = true; more;) {
      const next = await world.page(place, 1);
      pages.push(jobsOf(next));
      ({ place, more } = next);
    }
    expect(pages).toEqual([[id], [id], [], [id]]);
  });

  test('continues from its newest event, and from the beginning if there is none', async () => {
    await using world = await setup();
    const before = await world.store.feed.newest('acme');
    const { id } = await world.publish();
    const newest = await world.store.feed.newest('acme');
    expect(jobsOf(await world.page(before))).toEqual([id]);
    expect(newest).toBe((await world.page(undefined)).events[0]!.id);
    const later = await world.publish();
    expect(jobsOf(await world.page(newest))).toEqual([later.id]);
  });

  test('reports that events after a place older than 72 hours may be gone: trimmed, or expired with the whole feed', async () => {
    await using world = await setup();
    await world.publish();
    const place = (await world.page(undefined)).events[0]!.id;
    world.clock.ahead = 72 * HOUR_MS - 30_000; // almost too old by our clock; Redis still keeps later events
    expect(jobsOf(await world.page(place))).toEqual([]); // still available: nothing followed it
    await world.raw.del(world.keys.feed('acme')); // like its expiry
    expect(await world.store.feed.ofTenant('acme', { after: place, limit: 1 })).toBe('not_kept');
    await world.publish();
    expect(await world.store.feed.ofTenant('acme', { after: place, limit: 1 })).toBe('not_kept');
    expect((await world.page(undefined)).events).toHaveLength(1);
  });

  test('reports it also after manual trimming', async () => {
    await using world = await setup();
    for (let count = 0; count < 3; count++) await world.publish();
    const [first, , third] = (await world.page(undefined)).events.map(({ id }) => id) as [EventId, EventId, EventId];
    await world.raw.xtrim(world.keys.feed('acme'), 'MAXLEN', 1);
    expect(await world.store.feed.ofTenant('acme', { after: first, limit: 1 })).toBe('not_kept');
    expect((await world.page(third)).events).toEqual([]);
  });

  test('reports a place that Redis has not come to: nothing would follow it', async () => {
    await using world = await setup();
    expect(await world.store.feed.ofTenant('acme', { after: ahead(HOUR_MS), limit: 1 })).toBe('not_kept'); // without a feed
    const { id } = await world.publish();
    const job = (await world.store.jobs.get(id))!;
    expect(await world.store.feed.ofTenant('acme', { after: ahead(2 * 60_000), limit: 1 })).toBe('not_kept');
    expect(await world.store.feed.ofTenant('acme', { after: ahead(HOUR_MS), limit: 1, wants: () => true })).toBe('not_kept');
    expect(await world.store.feed.ofJob(job, { after: ahead(HOUR_MS), limit: 1 })).toBe('not_kept');
    expect(await world.store.feedOfAll.read({ after: ahead(HOUR_MS), limit: 1 })).toBe('not_kept');
    expect((await world.page(ahead(30_000))).events).toEqual([]); // clocks differ
    world.clock.ahead = -HOUR_MS; // ours does not count: Redis numbers the events
    expect((await world.page(ahead(0))).events).toEqual([]);
  });

  test('goes on from its newest event after a failover to a Redis whose clock is behind: events have later numbers all the same', async () => {
    await using world = await setup();
    await movePast(world, 'beta', 5 * 60_000);
    const place = `evt_${Date.now() + 2 * 60_000}-0` as EventId; // of another tenant's event, or of the other Redis' clock
    expect((await world.page(place)).events).toEqual([]);
    const { id } = await world.publish();
    const page = await world.page(place);
    expect(jobsOf(page)).toEqual([id]);
    expect((await world.page(page.place)).events).toEqual([]);
    const [all, ofJob] = [
      await world.store.feedOfAll.read({ limit: 10 }),
      await world.store.feed.ofJob((await world.store.jobs.get(id))!, { limit: 1 }),
    ];
    expect([jobsOf(pageOf(all)), jobsOf(pageOf(ofJob))]).toEqual([[id], [id]]);
    expect(await world.store.feedOfAll.read({ after: pageOf(all).place, limit: 10 })).toMatchObject({ events: [], more: false });
  });

  test('begins before all events to come, also where none came yet and the clock of the next Redis is behind', async () => {
    await using world = await setup();
    const place = await world.store.feed.newest('acme');
    const minutesLater = instantOf(place) + 55 * 60_000;
    expect(minutesLater).toBeLessThan(Date.now());
    expect(await world.store.feedOfAll.newest()).toMatch(/^evt_\d+-0$/);
    expect(instantOf(await world.store.feedOfAll.newest())).toBeLessThan(minutesLater);
  });

  test('a place in a feed that lost nothing is valid, even if the feed is empty', async () => {
    await using world = await setup();
    const place = await world.store.feed.newest('acme');
    expect(await world.page(place)).toMatchObject({ events: [], more: false });
    const { id } = await world.publish();
    expect(jobsOf(await world.page(place))).toEqual([id]);
  });
});

describe('a job’s part of the feed', () => {
  test('is found among many others’ events, in bounded reads', async () => {
    await using world = await setup();
    const id = await world.accept();
    const one = await Promise.all(Array.from({ length: 1_500 }, () => world.publish()));
    await world.store.jobs.cancel(id, 'generation');
    await Promise.all(Array.from({ length: 1_500 }, () => world.publish()));
    const job = (await world.store.jobs.get(id))!;

    const seen: string[] = [];
    const feed = createFeed({ redis: world.raw, keys: world.keys, now: world.clock.now }, 2_000);
    let page = pageOf(await feed.ofJob(job, { limit: 100 }));
    let pages = 1;
    seen.push(...jobsOf(page));
    while (page.more) {
      page = pageOf(await feed.ofJob(job, { after: page.place, limit: 100 }));
      pages++;
      seen.push(...jobsOf(page));
    }
    expect([seen, pages]).toEqual([[id], 2]);
    expect(jobsOf(pageOf(await world.store.feed.ofJob(one[0]!, { limit: 1 })))).toEqual([one[0]!.id]);
  });

  test('is not searched among events long before it was accepted, or long after it was last written', async () => {
    await using world = await setup();
    const job = await world.publish();
    const shift = (byMs: number) => ({ ...job, createdAt: job.createdAt + byMs, updatedAt: job.updatedAt + byMs });
    const foundIn = async (seen: JobRecord) => jobsOf(pageOf(await world.store.feed.ofJob(seen, { limit: 1 })));
    expect(await foundIn(job)).toEqual([job.id]);
    expect(await foundIn(shift(30_000))).toEqual([job.id]); // clocks differ slightly
    expect(await foundIn(shift(HOUR_MS))).toEqual([]);
    expect(await foundIn(shift(-HOUR_MS))).toEqual([]);
  });

  test('pages by its own events, each once', async () => {
    await using world = await setup();
    const id = await world.accept();
    await world.store.jobs.cancel(id, 'generation');
    await world.store.jobs.retry(id, { confirmCost: false });
    await world.publish();
    await world.store.jobs.cancel(id, 'generation');
    const job = (await world.store.jobs.get(id))!;
    const first = pageOf(await world.store.feed.ofJob(job, { limit: 1 }));
    const second = pageOf(await world.store.feed.ofJob(job, { limit: 1, after: first.place }));
    const runs = [...first.events, ...second.events].map((event) => event.about === 'job' && event.record.run);
    expect([runs, first.more, second.more]).toEqual([[1, 2], true, false]);
  });
});
