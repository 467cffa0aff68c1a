import type { DownloadResult } from '@darkroom/contracts';
import { expect, test } from '@jest/globals';

import type { Change } from '../records/job/change.ts';
import { setup } from '../test/world.ts';

type World = Awaited<ReturnType<typeof setup>>;

const DAY_MS = 86_400_000;
const THIRTEEN_MONTHS_MS = 397 * DAY_MS;
const PERIOD_MS = 135 * DAY_MS;

const accepted = (gettyId: string): Change => ({
  status: 'waiting',
  set: { getty_id: gettyId, accepted_at: 1 },
  billing: { state: 'charged', because: 'getty_accepted' },
  dueAt: 1,
});
const file = (assetId: string): DownloadResult => ({
  url: 'https://img.test/1',
  generated_asset_id: assetId,
  size_name: '4k',
  url_expires_at: '2026-12-01T00:00:00Z',
});

/** A job with an intent, to be settled. */
async function sent(world: World, tenant = 'acme', type: 'generation' | 'download' = 'generation') {
  const id = await world.accept({ tenant, type });
  const pass = await world.begin(id);
  const { intent } = await world.store.passes.intend(pass, type === 'generation' ? 'generate' : 'start_download');
  return { id, settle: (change: Change) => world.store.passes.settle(pass, intent, change) };
}

async function generated(world: World, gettyId: string, tenant = 'acme') {
  const { id, settle } = await sent(world, tenant);
  await settle(accepted(gettyId));
  await world.store.passes.advance(await world.begin(id), { status: 'failed', event: 'generation.failed' });
  return id;
}

async function downloaded(world: World, assetId: string, tenant = 'acme') {
  const { id, settle } = await sent(world, tenant, 'download');
  const billing = { state: 'charged', because: 'getty_accepted' } as const;
  await settle({ status: 'succeeded', event: 'download.succeeded', result: file(assetId), billing, set: { accepted_at: 1 } });
  return id;
}

/** A hundred ids of Getty. */
const ofRound = (round: number) => Array.from({ length: 100 }, (_, at) => `g-${round}-${at}`);

const remove = (world: World, id: string) => world.store.edits.remove(id);

test('the file of a download has its owner from the step in which the download succeeds', async () => {
  await using world = await setup();
  const id = await downloaded(world, 'a-1');
  expect(await world.store.jobs.ownerOfAsset('a-1')).toEqual({ tenant: 'acme', jobId: id });
  expect(await world.store.jobs.ownerOfGeneration('a-1')).toBeNull();
  await remove(world, id);
  expect(await world.store.jobs.ownerOfAsset('a-1')).toEqual({ tenant: 'acme', jobId: null });
  expect(await world.raw.exists(world.keys.asset('a-1'))).toBe(0);
});

test('a late outcome names the owner of its file too', async () => {
  await using world = await setup();
  const { id, settle } = await sent(world, 'acme', 'download');
  const billing = { state: 'unknown', because: 'outcome_unknown' } as const;
  await world.store.passes.advance(await world.begin(id), { status: 'failed', event: 'download.failed', billing });
  expect(await settle({ status: 'succeeded', result: file('a-1'), billing: { state: 'charged', because: 'getty_accepted' } })).toBe('late');
  expect(await world.store.jobs.ownerOfAsset('a-1')).toEqual({ tenant: 'acme', jobId: id });
});

test('an owner is remembered for 13 months after the job ended, whenever the job was removed', async () => {
  await using world = await setup();
  const removed = [await generated(world, 'g-1'), await downloaded(world, 'a-1')];
  world.clock.ahead += 30 * DAY_MS;
  for (const id of removed) await remove(world, id);
  const known = async () => [await world.store.jobs.ownerOfGeneration('g-1'), await world.store.jobs.ownerOfAsset('a-1')];
  world.clock.ahead += THIRTEEN_MONTHS_MS - 31 * DAY_MS;
  expect(await known()).toEqual([
    { tenant: 'acme', jobId: null },
    { tenant: 'acme', jobId: null },
  ]);
  world.clock.ahead += PERIOD_MS + 2 * DAY_MS;
  expect(await known()).toEqual([null, null]);
});

test('what is removed later than that leaves nothing', async () => {
  await using world = await setup();
  const id = await generated(world, 'g-1');
  world.clock.ahead += THIRTEEN_MONTHS_MS + PERIOD_MS;
  await remove(world, id);
  expect(await world.raw.keys(`${world.keys.root}:owners:*`)).toEqual([]);
});

test('a generation of a removed job is taken by no job; its tenant may adopt it', async () => {
  await using world = await setup();
  await remove(world, await generated(world, 'g-1'));
  const strangers = await sent(world, 'beta');
  const own = await sent(world);
  const before = await world.raw.hgetall(world.keys.job(strangers.id));
  expect([await strangers.settle(accepted('g-1')), await own.settle(accepted('g-1'))]).toEqual(['taken', 'taken']);
  expect(await world.raw.hgetall(world.keys.job(strangers.id))).toEqual(before);

  const adopt = async (id: string) => {
    const billing = { state: 'unknown', because: 'outcome_unknown' } as const;
    await world.store.passes.advance(await world.begin(id), { status: 'held', event: 'generation.held', billing });
    const item = {
      prompt: 'a fox',
      notes: null,
      product_id: null,
      source: null,
      original_asset_id: null,
      project_code: null,
      generation_date: new Date(world.clock.now()).toISOString(),
    };
    const ask = async () => ({ known: true, item: { generation_request_id: 'g-1', generation_type: null, images: [], ...item } }) as const;
    const resolution = { action: 'adopt', generation_request_id: 'g-1', confirm_mismatch: true } as const;
    return (await world.store.jobs.resolve(id, resolution, { ask })).outcome;
  };
  expect([await adopt(strangers.id), await adopt(own.id)]).toEqual(['id_taken', 'restarted']);
  expect(await world.store.jobs.ownerOfGeneration('g-1')).toEqual({ tenant: 'acme', jobId: own.id });
});

test('files that an earlier version downloaded get their owner by a walk, and by removal before it', async () => {
  await using world = await setup();
  const old = await Promise.all(['a-1', 'a-2', 'a-3'].map((asset, at) => downloaded(world, asset, at === 2 ? 'beta' : 'acme')));
  for (const id of old) await world.raw.hdel(world.keys.job(id), 'assets');
  await world.raw.del(...['a-1', 'a-2', 'a-3'].map(world.keys.asset));
  await generated(world, 'g-1');
  await remove(world, old[0]!);
  expect(await world.store.jobs.ownerOfAsset('a-1')).toEqual({ tenant: 'acme', jobId: null });

  while (await world.store.jobs.noteAssets(1));
  expect(await world.store.jobs.ownerOfAsset('a-2')).toEqual({ tenant: 'acme', jobId: old[1] });
  expect(await world.store.jobs.ownerOfAsset('a-3')).toEqual({ tenant: 'beta', jobId: old[2] });
  expect(await world.store.jobs.noteAssets(1)).toBe(false);
  world.clock.ahead += 2 * DAY_MS;
  expect(await world.store.jobs.noteAssets(1)).toBe(true);
});

test('ten thousand owners are found, and take a few bytes each', async () => {
  await using world = await setup();
  const rounds = 100;
  for (let round = 0; round < rounds; round++) {
    const id = await generated(world, `g-${round}`);
    await world.raw.hset(world.keys.job(id), 'past_ids', ofRound(round).join(' '));
    await world.raw.mset(Object.fromEntries(ofRound(round).map((gettyId) => [world.keys.getty(gettyId), id])));
    await remove(world, id);
  }
  for (let round = 0; round < rounds; round++) expect((await world.store.jobs.ownersOf(ofRound(round))).size).toBe(100);
  const hashes = await world.raw.keys(`${world.keys.root}:owners:*`);
  const encodings = new Set(await Promise.all(hashes.map((key) => world.raw.object('ENCODING', key))));
  expect([...encodings].every((encoding) => encoding === 'listpack' || encoding === 'ziplist')).toBe(true);
  const sizes = await Promise.all(hashes.map((key) => world.raw.memory('USAGE', key)));
  const bytes = sizes.reduce<number>((sum, size) => sum + size!, 0) / (101 * rounds);
  expect(bytes).toBeLessThan(100);
});
