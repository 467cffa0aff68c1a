import { describe, expect, test } from '@jest/globals';
import type { GenerationResult, JobId } from '@darkroom/contracts';

import { unpackJobs } from './unpack-first.ts';
import { createCommands } from '../lua/commands.ts';
import { newEndpointId } from '../records/job-id.ts';
import { newJob, setup } from '../test/world.ts';

type World = Awaited<ReturnType<typeof setup>>;

const DAY_MS = 86_400_000;
const MONTH = { retentionMs: 30 * DAY_MS };
/** A margin for workers' clocks, and some more. */
const LATER_MS = DAY_MS + 120_000;

/** A generation that succeeded, with signed URLs, and a delivery that arrived. */
async function succeeded(world: World, over: Parameters<World['accept']>[0] = {}, handled = true): Promise<JobId> {
  const { store, clock } = world;
  const id = (await world.accept({
    request: { prompt: 'a red fox', metadata: { order: 7, url_expires_at: '2020-01-01T00:00:00Z', url: 'mine' } },
    createdAt: clock.now(),
    ...over,
  })) as JobId;
  const pass = await world.begin(id);
  await store.passes.takeSlot(pass, { resource: 'pending', dueAt: clock.now() + 600_000 });
  const { intent } = await store.passes.intend(pass, 'generate');
  const result: GenerationResult = {
    generation_request_id: `getty-${id}`,
    seed: 1,
    images: [0, 1].map((index) => ({
      index,
      is_blocked: false,
      preview_urls: [{ preview_size: 'comp', width: 1, height: 1, image_url: `https://getty.test/${'s'.repeat(256)}` }],
      url: `https://getty.test/${'s'.repeat(256)}`,
    })),
    url_expires_at: new Date(clock.now() + DAY_MS).toISOString(),
  };
  await store.passes.settle(pass, intent, {
    status: 'succeeded',
    event: 'generation.succeeded',
    set: { getty_id: `getty-${id}`, last_status: 200, accepted_at: clock.now() },
    billing: { state: 'charged', because: 'getty_accepted' },
    timeline: { at: new Date(clock.now()).toISOString(), event: 'succeeded', images: 2, blocked: 0, downloads: 0 },
    result,
  });
  const event = (await world.raw.xrevrange(world.keys.feed('acme'), '+', '-', 'COUNT', 1))[0]![0];
  await store.deliveries.open({
    event,
    about: 'job',
    type: 'generation.succeeded',
    tenant: 'acme',
    subject: id,
    body: JSON.stringify({ type: 'generation.succeeded', data: { id, result, metadata: { url: 'mine' } } }),
    receivers: [{ endpointId: null, url: 'https://hooks.test/', isOwnToo: false }],
  });
  const delivery = (await store.deliveries.ofJob(id))[0]!;
  const at = new Date(clock.now()).toISOString();
  await store.deliveries.settle(delivery, {
    attempt: { at, attempt: 1, status: 200, duration_ms: 4, error: null, response: 'ok' },
    timeline: { at, event: 'webhook' },
    url: 'https://hooks.test/',
    status: 'delivered',
    disableAfterMs: DAY_MS,
  });
  if (handled) await world.handleEvents();
  return id;
}

/** All that can be seen of a job, without URLs that have expired. */
async function seen({ store }: World, id: JobId) {
  const record = (await store.jobs.get(id))!;
  const deliveries = await store.deliveries.ofJob(id);
  return {
    record: { ...record, result: JSON.parse(withoutUrls(record.result)) as unknown },
    timeline: await store.jobs.timeline(record),
    deliveries,
    details: (await Promise.all(deliveries.map((one) => store.deliveries.detail(one.id)))).map(({ attempts, body }) => ({
      attempts,
      body: withoutUrls(JSON.parse(body)),
    })),
    byGettyId: (await store.jobs.findByGettyId(record.gettyId!))?.id,
    owners: await store.jobs.ownerOfGeneration(record.gettyId!),
  };
}

function withoutUrls(value: unknown): string {
  return JSON.stringify(value)
    .replaceAll(/"https:\/\/getty[^"]*"/g, 'null')
    .replaceAll(/"preview_urls":\[[^\]]*\]/g, '"preview_urls":[]');
}

/** The token of the last command is needed no more. */
function withoutLastOp({ last_op: _lastOp, unpacked: _unpacked, listed_end: _listedEnd, ...record }: Record<string, string>) {
  return record;
}

async function keysOf({ raw, keys }: World): Promise<string[]> {
  return (await raw.keys(`${keys.root}:*`)).map((key) => key.slice(keys.root.length + 1)).toSorted();
}

async function packed(world: World, ...ids: string[]): Promise<boolean[]> {
  return Promise.all(ids.map(async (id) => (await world.raw.exists(world.keys.packed(id))) === 1));
}

async function pack(world: World): Promise<void> {
  world.clock.ahead += LATER_MS;
  await world.store.createSweep(MONTH).sweepOnce();
}

describe('a job that ended a day ago', () => {
  test('is packed, and looks as before', async () => {
    await using world = await setup();
    const id = await succeeded(world);
    const before = await seen(world, id);
    world.clock.ahead = DAY_MS - 1_000;
    await world.store.createSweep(MONTH).sweepOnce();
    expect(await packed(world, id)).toEqual([false]);
    await pack(world);
    expect(await packed(world, id)).toEqual([true]);
    expect((await keysOf(world)).filter((key) => key.includes(id) && !/^(packed|getty|bull):/.test(key))).toEqual([]);
    expect(await seen(world, id)).toEqual(before);
    expect(await world.store.jobs.get(id)).toMatchObject({
      result: {
        images: [
          { url: null, preview_urls: [] },
          { url: null, preview_urls: [] },
        ],
      },
      spec: { request: { metadata: { url: 'mine' } } },
    });
  });

  test('gets its own keys back, byte for byte, before a command uses it', async () => {
    await using world = await setup();
    const { raw, keys, store } = world;
    const id = await succeeded(world);
    const bytes = async () => [
      withoutLastOp(await raw.hgetall(keys.job(id))),
      await raw.get(keys.spec(id)),
      await raw.lrange(keys.timeline(id), 0, -1),
      await raw.zrange(keys.deliveries(id), 0, '-1', 'WITHSCORES'),
      await raw.zrange(keys.tenantDeliveries('acme'), 0, '-1', 'WITHSCORES'),
      await raw.zscore(`${keys.root}:ended`, id),
      await raw.zscore(keys.jobs('acme'), id),
      await raw.zscore(keys.status('acme', 'succeeded'), id),
    ];
    const before = await bytes();
    const view = await seen(world, id);
    await pack(world);
    expect((await store.jobs.cancel(id, 'generation')).outcome).toBe('ended');
    expect(await bytes()).toEqual(before);
    expect(await seen(world, id)).toEqual(view);
  });

  test('is found under its idempotency key, packed or not', async () => {
    await using world = await setup();
    const { store } = world;
    const idempotency = { key: 'k'.repeat(43), fingerprint: 'f'.repeat(43) };
    const id = await succeeded(world, { idempotency });
    const again = async (fingerprint: string) => {
      const job = { ...newJob(world.clock.now()), idempotency: { ...idempotency, fingerprint } };
      return store.jobs.accept(job);
    };
    const asBefore = async () => {
      expect((await store.jobs.findByKey(idempotency))?.id).toBe(id);
      expect(await store.isKeyKnown(idempotency)).toBe(true);
      expect(await again(idempotency.fingerprint)).toEqual({ outcome: 'replayed', id });
      expect(await again('g'.repeat(43))).toEqual({ outcome: 'reused', id });
    };
    await asBefore();
    await pack(world);
    expect(await packed(world, id)).toEqual([true]);
    await asBefore();
    await store.jobs.cancel(id, 'generation');
    expect(await packed(world, id)).toEqual([false]);
    await asBefore();
  });

  test('is not packed again at once, but later', async () => {
    await using world = await setup();
    const id = await succeeded(world);
    await pack(world);
    await world.store.jobs.cancel(id, 'generation');
    await world.store.createSweep(MONTH).sweepOnce();
    expect(await packed(world, id)).toEqual([false]);
    world.clock.ahead += 600_001;
    await world.store.createSweep(MONTH).sweepOnce();
    expect(await packed(world, id)).toEqual([true]);
    expect(await world.store.jobs.get(id)).toMatchObject({ status: 'succeeded' });
    expect(await world.raw.llen(`${world.keys.root}:packed-ended`)).toBe(1);
  });

  test('stays as it is where something of it changed after it was read', async () => {
    await using world = await setup();
    const ids = [await succeeded(world), await succeeded(world)] as const;
    world.clock.ahead += LATER_MS;
    const run = createCommands(world.raw, world.keys);
    const now = world.clock.now();
    const { found } = await run('read_to_pack', { now, before: now - DAY_MS, most: 10 });
    expect(found.map(({ id }) => id).toSorted()).toEqual([...ids].toSorted());
    await world.raw.hset(world.keys.job(ids[0]), 'billing', 'may_be_charged');
    const jobs = found.map(({ id, stamp }) => ({ id, stamp, head: '1 acme s g 1 2 -', terms: '=ssucceeded' }));
    const texts = found.map(() => Buffer.from('packed'));
    for (const _twice of [1, 2]) await run('pack_jobs', { now, jobs }, ...texts);
    expect(await packed(world, ...ids)).toEqual([false, true]);
    expect(await world.raw.llen(`${world.keys.root}:packed-ended`)).toBe(1);
    expect(await world.store.jobs.get(ids[0])).toMatchObject({ billing: { state: 'may_be_charged' } });
  });

  test.each([
    ['its event is not handled', async () => undefined, { handled: false }],
    [
      'a delivery is pending',
      async ({ store }: World, id: JobId) => void (await store.deliveries.redeliver((await store.deliveries.ofJob(id))[0]!.id)),
      {},
    ],
    [
      'a copy for the archive is under way',
      async ({ raw, keys }: World, id: JobId) => void (await raw.hset(keys.copy(id), 'what', 'copy')),
      {},
    ],
    ['others wait for it', async ({ raw, keys }: World, id: JobId) => void (await raw.hset(keys.job(id), 'dependents', '1')), {}],
  ])('is not packed while %s', async (_why, prepare, { handled = true }: { handled?: boolean }) => {
    await using world = await setup();
    const id = await succeeded(world, {}, handled);
    await prepare(world, id);
    await pack(world);
    expect(await packed(world, id)).toEqual([false]);
  });

  test('and cannot be read stays as it is, and hinders no other', async () => {
    await using world = await setup();
    const [broken, whole] = [await succeeded(world), await succeeded(world)];
    await world.raw.set(world.keys.spec(broken), 'not JSON');
    await pack(world);
    expect(await packed(world, broken, whole)).toEqual([false, true]);
  });

  test('is removed after its retention with all its data, and so is one that was unpacked in between', async () => {
    await using world = await setup();
    const empty = await keysOf(world);
    const ids = [await succeeded(world, { idempotency: { key: 'k', fingerprint: 'f' } }), await succeeded(world), await succeeded(world)];
    await pack(world);
    expect(await packed(world, ...ids)).toEqual([true, true, true]);
    await world.store.jobs.cancel(ids[1]!, 'generation');
    world.clock.ahead += 3_600_000;
    await world.store.createSweep(MONTH).sweepOnce();
    expect(await packed(world, ...ids)).toEqual([true, true, true]);
    await world.store.jobs.cancel(ids[2]!, 'generation');
    world.clock.ahead += 29 * DAY_MS;
    await world.store.createSweep(MONTH).sweepOnce();
    await world.store.createSweep(MONTH).sweepOnce();
    expect(await world.store.jobs.getMany(ids)).toEqual([]);
    const left = (await keysOf(world)).filter(
      (key) =>
        !empty.includes(key) &&
        !/^(bull|owner|events|feed|tenants|took|usage|kept-counts|found|clock|slots|history|expiring-place|incarnation|libraries|reminder-times)/.test(
          key,
        ),
    );
    expect(left).toEqual([]);
    expect(await world.store.jobs.ownerOfGeneration(`getty-${ids[0]}`)).toEqual({ tenant: 'acme', jobId: null });
  });
});

test('jobs with many deliveries are packed by several commands, and removed by several', async () => {
  await using world = await setup();
  const { store, keys, raw, clock } = world;
  const endpoints = Array.from({ length: 50 }, () => ({ endpointId: newEndpointId(), url: 'https://hooks.test/' }));
  for (const { endpointId: id, url } of endpoints) {
    await store.endpoints.create({ id, tenant: 'acme', url, events: null, description: null, metadata: null, secret: 's' });
  }
  const ids: JobId[] = [];
  for (let n = 0; n < 9; n++) {
    const id = (await world.accept({ createdAt: clock.now() })) as JobId;
    await store.jobs.cancel(id, 'generation');
    const event = (await raw.xrevrange(keys.feed('acme'), '+', '-', 'COUNT', 1))[0]![0];
    await store.deliveries.open({
      event,
      about: 'job',
      type: 'generation.canceled',
      tenant: 'acme',
      subject: id,
      body: '{}',
      receivers: endpoints,
    });
    ids.push(id);
  }
  for (const { endpointId } of endpoints) await store.endpoints.remove(endpointId, 'acme');
  const deliveries = async () => (await Promise.all(ids.map((id) => store.deliveries.ofJob(id)))).flat();
  const before = await deliveries();
  expect(before.map(({ status }) => status)).toEqual(Array.from({ length: 450 }, () => 'refused'));

  await world.handleEvents();
  clock.ahead += LATER_MS;
  const now = clock.now();
  const { found } = await createCommands(raw, keys)('read_to_pack', { now, before: now - DAY_MS, most: 50 });
  expect(found).toHaveLength(4);
  await store.createSweep(MONTH).sweepOnce();
  expect(await packed(world, ...ids)).toEqual(ids.map(() => true));
  expect(await deliveries()).toEqual(before);
  expect((await store.deliveries.list({ tenant: 'acme', limit: 100 })).records).toHaveLength(100);

  clock.ahead += 31 * DAY_MS;
  await store.createSweep(MONTH).sweepOnce();
  expect(await store.jobs.getMany(ids)).toEqual([]);
  expect(await raw.zcard(keys.tenantDeliveries('acme'))).toBe(0);
});

describe('a process that writes the format before', () => {
  test('packs nothing, and reads, unpacks and removes what is packed', async () => {
    await using world = await setup();
    const [first, second] = [await succeeded(world), await succeeded(world)];
    await pack(world);
    await unpackJobs(
      { redis: world.raw, keys: world.keys, run: createCommands(world.raw, world.keys, { format: 1 }), now: world.clock.now },
      [first],
    );
    expect(await packed(world, first, second)).toEqual([false, true]);
    expect((await world.store.jobs.getMany([first, second])).map(({ status }) => status)).toEqual(['succeeded', 'succeeded']);
  });
});
