import { readFileSync } from 'node:fs';

import { describe, expect, test } from '@jest/globals';
import type { JobId } from '@darkroom/contracts';
import { testRedis } from '@darkroom/testkit';
import { Redis } from 'ioredis';

import { unpackBody } from '../records/packed/body-text.ts';
import { newEndpointId, newJobId } from '../records/job-id.ts';
import { NEWEST_FORMAT, type StorageFormat } from '../redis/format.ts';
import { createKeys } from '../redis/keys.ts';
import { createCommands } from '../lua/commands.ts';
import { constantsFor } from '../lua/lua-constants.ts';
import { newJob } from '../test/world.ts';
import { openStore } from '../store.ts';
import { createDeliveryLog } from './delivery-log.ts';
import type { TryOutcome } from './deliveries.ts';
import { readPackedEvents, writePackedEvents, type PackedEvent } from './packed-deliveries.ts';

const silent = { debug() {}, info() {}, warn() {}, error() {} };
const BODY = JSON.stringify({ type: 'generation.succeeded', data: { id: 'job_é', prompt: 'a fox' } });
const ENDPOINT = newEndpointId();
const FORMATS: StorageFormat[] = [1, 2];
const MIXED = FORMATS.flatMap((written) => FORMATS.map((read): [StorageFormat, StorageFormat] => [written, read]));

/** Two processes on one Redis, which write these formats. */
async function processes(...formats: StorageFormat[]) {
  const redis = testRedis();
  const open = (format: StorageFormat) =>
    openStore({ url: redis.url, prefix: redis.prefix, role: 'worker', now: Date.now, logger: silent, format });
  const stores = formats.map(open);
  const raw = new Redis(redis.url);
  const keys = createKeys(redis.prefix);
  let events = 0;
  return {
    stores,
    raw,
    keys,
    /** Opens the deliveries of an event about a job; returns their ids. */
    open: async (store: (typeof stores)[number], jobId: JobId): Promise<string[]> => {
      const event = `${Date.now() + ++events}-3`;
      const receivers = [
        { endpointId: null, url: 'https://own.example/' },
        { endpointId: ENDPOINT, url: 'https://standing.example/' },
      ];
      await store.endpoints.create({
        id: ENDPOINT,
        tenant: 'acme',
        url: 'https://standing.example/',
        events: null,
        description: null,
        metadata: null,
        secret: 's',
      });
      await store.deliveries.open({
        event,
        type: 'generation.succeeded',
        tenant: 'acme',
        about: 'job',
        subject: jobId,
        body: BODY,
        receivers,
      });
      return ['job', ENDPOINT.slice(3)].map((receiver) => `dlv_${event.replace('-', '_')}_${receiver}`);
    },
    async [Symbol.asyncDispose]() {
      for (const store of stores) await store.close();
      raw.disconnect();
      await redis[Symbol.asyncDispose]();
    },
  };
}

type World = Awaited<ReturnType<typeof processes>>;

async function settle(store: World['stores'][number], id: string, over: { response?: string; status?: number } = {}): Promise<TryOutcome> {
  const record = (await store.deliveries.get(id))!;
  const { response = '', status = 200 } = over;
  const at = new Date(record.createdAt + 7).toISOString();
  const error = status === 200 ? null : `answered ${status}`;
  const outcome: TryOutcome = {
    status: status === 200 ? 'delivered' : 'failed',
    attempt: { at, attempt: record.attempts + 1, status, duration_ms: 12, error, response },
    timeline: { at, event: 'webhook' },
    url: record.url,
    disableAfterMs: 1e9,
  };
  expect(await store.deliveries.settle(record, outcome)).toMatchObject({ outcome: 'settled' });
  return outcome;
}

describe.each(MIXED)('what a process stores in format %d, one that writes format %d', (written, read) => {
  test('reads, lists, settles, sends again and removes', async () => {
    await using world = await processes(written, read);
    const [first, second] = world.stores as [World['stores'][number], World['stores'][number]];
    const jobId = newJobId();
    const [own, standing] = (await world.open(first, jobId)) as [string, string];
    const { deliveries } = second;
    expect(await deliveries.get(own)).toMatchObject({
      id: own,
      jobId,
      tenant: 'acme',
      eventType: 'generation.succeeded',
      status: 'pending',
    });
    expect((await deliveries.list({ tenant: 'acme', endpointId: ENDPOINT, limit: 10 })).records.map(({ id }) => id)).toEqual([standing]);
    expect(await deliveries.body(own)).toBe(BODY);

    for (const [id, response] of [
      [own, ''],
      [standing, 'x'.repeat(500)],
    ] as const) {
      const { attempt } = await settle(second, id, { response });
      for (const store of [first, second]) expect(await store.deliveries.attempts(id)).toEqual([attempt]);
    }
    expect(await second.deliveries.redeliver(own)).toBe('pending');
    await settle(first, own, { response: '{"ok": "é"}' });
    await second.deliveries.redeliver(own);
    await settle(first, own, { response: '', status: 500 });
    expect((await deliveries.attempts(own)).map(({ response }) => response)).toEqual(['', '{"ok": "é"}', '']);
    expect((await deliveries.list({ tenant: 'acme', limit: 1 })).records).toHaveLength(1);
    const all = await deliveries.list({ tenant: 'acme', statuses: ['failed', 'delivered'], limit: 10 });
    expect(all.records.map(({ id }) => id).toSorted()).toEqual([own, standing].toSorted());

    // The job does not exist, so retention removes them by their own age.
    await second.createSweep({ retentionMs: -1_000 }).sweepOnce();
    const left = (await world.raw.keys(`${world.keys.root}:*`)).filter((key) => /(?<!bull):(deliver|tenant-deliv|event-)/.test(key));
    expect(left).toEqual([]);
  });
});

test('a delivery that succeeded at once has one key beside the lists, and no list of answers', async () => {
  await using world = await processes(2);
  const [store] = world.stores as [World['stores'][number]];
  const [own] = await world.open(store, newJobId());
  await settle(store, own!, { response: 'OK' });
  const event = own!.replace('dlv_', '').replace('_job', '').replace('_', '-');
  expect((await world.raw.keys(`${world.keys.root}:event-*`)).map((key) => key.slice(world.keys.root.length + 1))).toEqual([
    `event-deliveries:${event}`,
  ]);
});

/** Runs a piece of Lua behind the functions of packed_deliveries.lua. */
async function inLua({ raw, keys }: World, jobId: JobId, piece: string, texts: (string | Buffer)[] = []): Promise<Buffer[]> {
  const parts = ['prelude', 'deliveries', 'packed_deliveries'].map((name) =>
    readFileSync(new URL(`../lua/shared/${name}.lua`, import.meta.url), 'utf8'),
  );
  const script = [
    ...constantsFor(new Set(['FEED_KEPT_MS'])),
    `local written_format = ${NEWEST_FORMAT}`,
    ...parts,
    'begin_call()',
    piece,
  ].join('\n');
  return (await raw.callBuffer('EVAL', script, '1', keys.root, JSON.stringify({ now: Date.now(), job: jobId }), ...texts)) as Buffer[];
}

const PACK = `
  local texts = deliveries_of_job(op.job)
  if texts then forget_deliveries_of_job(op.job, 'acme') end
  return texts or {}
`;
const TEXTS = 'local texts = {} for at = 2, #ARGV do texts[#texts + 1] = ARGV[at] end';
const RESTORE = `${TEXTS} restore_deliveries(op.job, texts) return {}`;
const LISTED = `${TEXTS} return listed_of(texts, op.job)`;

/** The log as a process sees it while these jobs are packed. */
function readingPacked({ raw, keys }: World, of: Map<JobId, PackedEvent[]>) {
  const packed = async (jobs: JobId[]) => new Map([...of].filter(([jobId]) => jobs.includes(jobId)));
  return createDeliveryLog({ redis: raw, keys, run: createCommands(raw, keys), now: Date.now, packed });
}

describe.each(FORMATS)('the deliveries of a job, stored in format %d', (format) => {
  test('are taken out as texts, read from them, and put back as they were', async () => {
    await using world = await processes(format);
    const [store] = world.stores as [World['stores'][number]];
    const { id: jobId } = newJob(Date.now());
    await store.jobs.accept(newJob(Date.now(), { id: jobId }));
    const ids = [...(await world.open(store, jobId)), ...(await world.open(store, jobId))];
    expect(await inLua(world, jobId, PACK)).toEqual([]);
    for (const id of ids) await settle(store, id, { response: id.endsWith('job') ? '' : 'y'.repeat(100) });
    const seen = async ({ deliveries }: Pick<typeof store, 'deliveries'>) => ({
      list: (await deliveries.list({ tenant: 'acme', limit: 10 })).records,
      ofJob: await deliveries.ofJob(jobId),
      listOfJob: (await deliveries.list({ tenant: null, jobId, limit: 10 })).records,
      each: await Promise.all(ids.map(async (id) => [await deliveries.get(id), await deliveries.detail(id)])),
    });
    const before = await seen(store);

    const packed = readPackedEvents(await inLua(world, jobId, PACK), unpackBody);
    expect(packed.map(({ body }) => body)).toEqual([BODY, BODY]);
    const left = (await world.raw.keys(`${world.keys.root}:*`)).map((key) => key.slice(world.keys.root.length + 1));
    expect(left.filter((key) => /^event-|^deliveries:/.test(key))).toEqual([]);
    expect(await seen({ deliveries: { ...store.deliveries, ...readingPacked(world, new Map([[jobId, packed]])) } })).toEqual(before);

    await inLua(world, jobId, RESTORE, writePackedEvents(packed));
    expect(await seen(store)).toEqual(before);
    const members = (await inLua(world, jobId, LISTED, writePackedEvents(packed))).map(String);
    expect((await world.raw.zrange(world.keys.tenantDeliveries('acme'), 0, '-1')).toSorted()).toEqual(members.toSorted());
    expect(await store.deliveries.redeliver(ids[1]!)).toBe('pending');
  });
});
