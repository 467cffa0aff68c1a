import { describe, expect, test } from '@jest/globals';
import type { DownloadResult } from '@darkroom/contracts';

import { createCommands } from '../lua/commands.ts';
import type { NewJob } from '../records/job/change.ts';
import { sendingTwice } from '../test/sending-twice.ts';
import { setup } from '../test/world.ts';
import { createCopies, type Copy } from './copies.ts';

const DAY_MS = 86_400_000;
const RESULT: DownloadResult = {
  url: 'https://getty/file',
  generated_asset_id: 'a-1',
  size_name: '4k',
  url_expires_at: '2026-11-23T00:00:00.000Z',
};
const DONE = { state: 'done', bytes: 7, sha256: 'abc', at: 1, key: 'acme/2026/11/job/0-4k.jpg' } as const;

type World = Awaited<ReturnType<typeof setup>>;

/** A download that has succeeded, with an archive unless `copy` is false. */
async function downloaded(world: World, { copy = true, ...over }: Partial<NewJob> & { copy?: boolean } = {}): Promise<string> {
  const id = await world.accept({ type: 'download', request: { generation_request_id: 'g-1', index: 0, size_name: '4k' }, ...over });
  const pass = await world.begin(id);
  const change = { status: 'succeeded', event: 'download.succeeded', result: RESULT } as const;
  expect(await world.store.passes.advance(pass, { ...change, copies: copy ? { copy: true } : {} })).toBe('advanced');
  return id;
}

async function begun(world: World, id: string): Promise<Copy> {
  const copy = await world.store.copies.begin(id);
  if (typeof copy === 'object') return copy;
  throw new Error(`No copy to begin: ${copy}`);
}

const archiveOf = async (world: World, id: string) => (await world.store.jobs.get(id))!.archive;
const sweep = (world: World, retentionMs = 30 * DAY_MS, hasArchive = true) =>
  world.store.createSweep({ retentionMs, hasArchive }).sweepOnce();
const stateOf = async (world: World, id: string) =>
  world.store.reminders
    .queues()
    .find(({ name }) => name === 'archive')!
    .getJobState(id);

// The tenant's feed forgets by Redis' own clock.
const warnings = async (world: World) =>
  (await world.raw.xrange(world.keys.events, '-', '+')).filter(([, flat]) => flat.includes('download.expiring')).length;

const fill = async (world: World, over: { archive?: string; previews?: boolean; restart?: boolean } = {}) => {
  let steps = 0;
  while (await world.store.copies.backfillOnce({ archive: 'here', previews: false, ...over })) steps++;
  return steps;
};
const pending = async (world: World) => (await world.store.copies.pending()).count;

describe('a copy', () => {
  test('is asked for in the step in which a download succeeds, and reminded of', async () => {
    await using world = await setup();
    const id = await downloaded(world);
    expect(await archiveOf(world, id)).toEqual({ state: 'pending' });
    expect(await stateOf(world, id)).toBe('prioritized');
    const copy = await begun(world, id);
    expect(copy).toMatchObject({ id, what: 'copy', tenant: 'acme', tries: 0, record: { id, result: RESULT } });
    expect(copy.until - world.clock.now()).toBeGreaterThan(180 * DAY_MS);
  });

  test('is not asked for without an archive, and then costs no key but the time of its warning', async () => {
    await using world = await setup();
    const id = await downloaded(world, { copy: false });
    expect(await archiveOf(world, id)).toBeNull();
    expect(await world.store.copies.begin(id)).toBe('missing');
    expect(await world.store.copies.pending()).toEqual({ count: 0, overdueSince: null });
  });

  test('ends with an event, under a higher seq, and is done', async () => {
    await using world = await setup();
    const id = await downloaded(world);
    const before = (await world.store.jobs.get(id))!;
    expect(await world.store.copies.end(await begun(world, id), DONE)).toBe('ended');
    const after = (await world.store.jobs.get(id))!;
    expect(after).toMatchObject({ status: 'succeeded', archive: DONE, seq: before.seq + 1, finishedAt: before.finishedAt });
    expect(await world.eventTypes()).toEqual(['download.succeeded', 'download.archived']);
    expect(await world.store.copies.begin(id)).toBe('missing');
    expect((await world.store.copies.pending()).count).toBe(0);
  });

  test('belongs to one worker, until it has not renewed it for long', async () => {
    await using world = await setup();
    const id = await downloaded(world);
    const first = await begun(world, id);
    expect(await world.store.copies.begin(id)).toBeGreaterThan(19_000);
    world.clock.ahead += 15_000;
    expect(await world.store.copies.renew(first)).toBe(true);
    world.clock.ahead += 15_000;
    expect(await world.store.copies.begin(id)).toBeGreaterThan(0);
    world.clock.ahead += 6_000;
    const second = await begun(world, id);
    expect(await world.store.copies.renew(first)).toBe(false);
    expect(await world.store.copies.end(first, DONE)).toBe('lost');
    expect(await archiveOf(world, id)).toEqual({ state: 'pending' });
    expect(await world.store.copies.end(second, DONE)).toBe('ended');
    expect(await world.store.copies.end(first, DONE)).toBe('lost');
  });

  test('that failed shows why, counts the try, and is tried again', async () => {
    await using world = await setup();
    const id = await downloaded(world);
    const failed = { state: 'pending', at: 5, error: 'the disk is full' } as const;
    await world.store.copies.putOff(await begun(world, id), world.clock.now() + 1_000, failed);
    expect(await archiveOf(world, id)).toEqual(failed);
    const copy = await begun(world, id);
    expect(copy.tries).toBe(1);
    await world.store.copies.putOff(copy, world.clock.now());
    expect((await begun(world, id)).tries).toBe(1);
  });

  test('without a reminder is found by the sweep, and one that is worked on is left alone', async () => {
    await using world = await setup();
    const id = await downloaded(world);
    const queue = world.store.reminders.queues().find(({ name }) => name === 'archive')!;
    await queue.obliterate({ force: true });
    await sweep(world);
    expect(await stateOf(world, id)).toBe('unknown');
    world.clock.ahead += 6_000;
    await sweep(world);
    expect(await stateOf(world, id)).toBe('prioritized');

    await begun(world, id);
    await queue.obliterate({ force: true });
    world.clock.ahead += 10_000;
    await sweep(world);
    expect(await stateOf(world, id)).toBe('unknown');
    world.clock.ahead += 25_000;
    await sweep(world);
    expect(await stateOf(world, id)).toBe('prioritized');
  });

  test('of an archive that was taken out of the settings is given up after a day, not before', async () => {
    await using world = await setup();
    const id = await downloaded(world);
    world.clock.ahead += DAY_MS - 60_000;
    await sweep(world, 30 * DAY_MS, false);
    expect(await archiveOf(world, id)).toEqual({ state: 'pending' });
    world.clock.ahead += 120_000;
    await sweep(world, 30 * DAY_MS, false);
    expect(await archiveOf(world, id)).toMatchObject({ state: 'failed', error: expect.stringContaining('settings') });
    expect((await world.store.copies.pending()).count).toBe(0);
  });
});

test('each command of a copy that arrives twice answers as the first time', async () => {
  await using world = await setup();
  const twice = sendingTwice(urlOf(world));
  const run = createCommands(twice, world.keys);
  const copies = createCopies({
    redis: twice,
    keys: world.keys,
    run,
    reminders: world.store.reminders,
    now: world.clock.now,
    logger: silent,
  });
  try {
    const id = await downloaded(world);
    const first = (await copies.begin(id)) as Copy;
    expect(first.what).toBe('copy');
    await copies.putOff(first, world.clock.now(), { state: 'pending', error: 'once' });
    const second = (await copies.begin(id)) as Copy;
    expect(second.tries).toBe(1);
    expect(await copies.renew(second)).toBe(true);
    expect(await copies.end(second, DONE)).toBe('ended');
    expect(await world.eventTypes()).toEqual(['download.succeeded', 'download.archived']);
  } finally {
    twice.disconnect();
  }
});

const silent = { debug() {}, info() {}, warn() {}, error() {} };

function urlOf(world: World): string {
  const { host, port } = world.raw.options;
  return `redis://${host}:${port}`;
}

describe('a job that is removed', () => {
  test('has its files removed, in a step that cannot be lost', async () => {
    await using world = await setup();
    const id = await downloaded(world);
    await world.store.copies.end(await begun(world, id), DONE);
    expect(await world.store.edits.remove(id)).toBe('removed');
    expect(await stateOf(world, id)).toBe('prioritized');
    const removal = await begun(world, id);
    expect(removal).toMatchObject({ what: 'delete', tenant: 'acme', record: null });
    expect(await world.store.copies.end(removal)).toBe('ended');
    expect(await world.store.copies.begin(id)).toBe('missing');
  });

  test('keeps them if the caller asks for that', async () => {
    await using world = await setup();
    const id = await downloaded(world);
    await world.store.copies.end(await begun(world, id), DONE);
    await world.store.edits.remove(id, undefined, { keepArchive: true });
    expect(await world.store.copies.begin(id)).toBe('missing');
  });

  test.each([
    [false, 'delete'],
    [true, 'tidy'],
  ])('while it is copied is tidied up when nobody can put a file in place any more (keep: %s)', async (keepArchive, what) => {
    await using world = await setup();
    const id = await downloaded(world);
    const copying = await begun(world, id);
    await world.store.edits.remove(id, undefined, { keepArchive });
    expect(await world.store.copies.renew(copying)).toBe(false);
    expect(await world.store.copies.begin(id)).toBeGreaterThan(0);
    expect(await world.store.copies.end(copying, DONE)).toBe('lost');
    world.clock.ahead += 21_000;
    const removal = await begun(world, id);
    expect(removal.what).toBe(what);
    await world.store.copies.end(removal);
    expect(await world.store.copies.end(copying, DONE)).toBe('gone');
  });
});

describe('retention', () => {
  test('waits for an unfinished copy for as long as Getty has the file', async () => {
    await using world = await setup();
    const id = await downloaded(world);
    await world.handleEvents();
    world.clock.ahead += 3 * DAY_MS;
    await world.handleEvents();
    await sweep(world, DAY_MS);
    await world.handleEvents();
    expect(await world.store.jobs.get(id)).not.toBeNull();
    world.clock.ahead += 184 * DAY_MS;
    await sweep(world, DAY_MS);
    expect(await world.store.jobs.get(id)).toBeNull();
    expect((await begun(world, id)).what).toBe('tidy');
  });

  test('removes a job that is archived, and keeps its files', async () => {
    await using world = await setup();
    const id = await downloaded(world);
    await world.store.copies.end(await begun(world, id), DONE);
    world.clock.ahead += 3 * DAY_MS;
    await world.handleEvents();
    await sweep(world, DAY_MS);
    expect(await world.store.jobs.get(id)).toBeNull();
    expect(await world.store.copies.begin(id)).toBe('missing');
  });
});

describe('the warning of a download that will soon be gone', () => {
  test('comes once, seven days before its job is removed', async () => {
    await using world = await setup();
    await downloaded(world, { copy: false });
    world.clock.ahead += 23 * DAY_MS - 60_000;
    await sweep(world);
    expect(await warnings(world)).toBe(0);
    world.clock.ahead += 120_000;
    for (let round = 0; round < 3; round++) await sweep(world);
    expect(await warnings(world)).toBe(1);
  });

  test('comes seven days before Getty deletes the pictures, if that is first', async () => {
    await using world = await setup();
    const parentId = await world.accept();
    const end = world.clock.now() + 20 * DAY_MS;
    await world.store.passes.advance(await world.begin(parentId), { status: 'succeeded', set: { images_expire_at: end } });
    const id = await downloaded(world, { copy: false, parentId: parentId as never });
    expect((await world.store.jobs.get(id))!.imagesExpireAt).toBe(end);
    world.clock.ahead += 13 * DAY_MS - 60_000;
    await sweep(world);
    expect(await warnings(world)).toBe(0);
    world.clock.ahead += 120_000;
    await sweep(world);
    expect(await warnings(world)).toBe(1);
  });

  test('does not come for what is archived, and waits for a copy that has just been asked for', async () => {
    await using world = await setup();
    const [first, second] = [await downloaded(world), await downloaded(world)];
    world.clock.ahead += 60_000;
    await sweep(world, DAY_MS);
    expect(await warnings(world)).toBe(0);
    await world.store.copies.end(await begun(world, first), DONE);
    await world.store.copies.putOff(await begun(world, second), world.clock.now(), { state: 'pending', error: 'the disk is full' });
    world.clock.ahead += 60_000;
    await sweep(world, DAY_MS);
    expect(await warnings(world)).toBe(1);
    world.clock.ahead += DAY_MS / 2;
    await sweep(world, DAY_MS);
    expect(await warnings(world)).toBe(1);
  });

  test('comes for each of many that end in one instant', async () => {
    await using world = await setup();
    for (let job = 0; job < 250; job++) await downloaded(world, { copy: false });
    world.clock.ahead += 25 * DAY_MS;
    await sweep(world);
    expect(await warnings(world)).toBe(250);
  });

  test('comes in one round for many that were packed, as after a month without workers', async () => {
    await using world = await setup();
    for (let job = 0; job < 120; job++) await downloaded(world, { copy: false });
    await world.handleEvents();
    world.clock.ahead += DAY_MS + 120_000;
    await sweep(world);
    expect((await world.raw.keys(world.keys.packed('*'))).length).toBe(120);
    world.clock.ahead += 24 * DAY_MS;
    await sweep(world);
    expect(await warnings(world)).toBe(120);
  });
});

describe('the backfill', () => {
  test('asks for copies of all downloads that succeeded earlier, of every tenant, and of nothing else', async () => {
    await using world = await setup();
    const ids: string[] = [];
    for (const tenant of ['beta', 'Acme', 'acme', 'acme-2']) ids.push(await downloaded(world, { copy: false, tenant }));
    const generation = await world.accept();
    await world.store.passes.advance(await world.begin(generation), { status: 'succeeded' });
    await world.accept({ type: 'download', request: { generation_request_id: 'g', index: 0, size_name: '1k' } });
    await fill(world);
    expect(await pending(world)).toBe(4);
    for (const id of ids) expect(await archiveOf(world, id)).toEqual({ state: 'pending' });
    await fill(world);
    expect(await pending(world)).toBe(4);
    await fill(world, { archive: 'here, with previews', previews: true });
    expect(await archiveOf(world, generation)).toEqual({ state: 'pending' });
  });

  test('waits while a hundred copies are pending, goes on where it stood, and finds all of many that were created in one instant', async () => {
    await using world = await setup();
    const createdAt = world.clock.now();
    const ids: string[] = [];
    for (let job = 0; job < 330; job++) ids.push(await downloaded(world, { copy: false, createdAt }));
    const seen = new Set<string>();
    for (let round = 0; round < 10 && seen.size < ids.length; round++) {
      await fill(world);
      expect(await pending(world)).toBeLessThanOrEqual(100);
      for (const id of ids) {
        const copy = await world.store.copies.begin(id);
        if (typeof copy !== 'object') continue;
        seen.add(id);
        expect(await world.store.copies.end(copy, DONE)).toBe('ended');
      }
    }
    expect(seen.size).toBe(330);
  });

  test('finds packed jobs as well, without those that have a copy or that Getty has deleted', async () => {
    await using world = await setup();
    const old = await downloaded(world, { copy: false });
    await world.raw.hset(world.keys.job(old), 'images_expire_at', world.clock.now() + DAY_MS);
    const archived = await downloaded(world, { copy: false });
    await world.raw.hset(world.keys.job(archived), 'archive', JSON.stringify({ state: 'done' }));
    const createdAt = world.clock.now();
    const ids: string[] = [];
    for (let job = 0; job < 130; job++) ids.push(await downloaded(world, { copy: false, createdAt: createdAt + (job >> 5) }));
    await world.handleEvents();
    world.clock.ahead += DAY_MS + 120_000;
    for (let round = 0; round < 3; round++) await world.store.createSweep({ retentionMs: 30 * DAY_MS, hasArchive: true }).sweepOnce();
    const isPacked = async (id: string) => (await world.raw.exists(world.keys.packed(id))) === 1;
    expect((await Promise.all([old, archived, ...ids].map(isPacked))).every(Boolean)).toBe(true);
    await fill(world);
    expect(await pending(world)).toBe(100);
    const begunNow = await Promise.all(ids.map((id) => world.store.copies.begin(id)));
    for (const copy of begunNow) if (typeof copy === 'object') await world.store.copies.end(copy, DONE);
    await fill(world);
    expect(await pending(world)).toBe(30);
    for (const id of ids) expect(await archiveOf(world, id)).not.toBeNull();
    expect(await Promise.all([old, archived].map(isPacked))).toEqual([true, true]);
  });

  test('looks again later for what a version without archives has finished meanwhile', async () => {
    await using world = await setup();
    await fill(world);
    const late = await downloaded(world, { copy: false });
    await fill(world);
    expect(await archiveOf(world, late)).toBeNull();
    await world.store.copies.backfillOnce({ archive: 'here', previews: false, restart: true });
    await fill(world);
    expect(await archiveOf(world, late)).toEqual({ state: 'pending' });
    const later = await downloaded(world, { copy: false });
    world.clock.ahead += 7 * 3_600_000;
    await fill(world);
    expect(await archiveOf(world, later)).toEqual({ state: 'pending' });
  });

  test('leaves out what Getty has deleted', async () => {
    await using world = await setup();
    const id = await downloaded(world, { copy: false });
    world.clock.ahead += 184 * DAY_MS;
    await fill(world);
    expect(await archiveOf(world, id)).toBeNull();
  });
});
