import { describe, expect, test } from '@jest/globals';
import type { JobId } from '@darkroom/contracts';

import { createCommands } from '../lua/commands.ts';
import { unpackDeliveriesOf } from '../packing/packed-bodies.ts';
import { unpackJobs } from '../packing/unpack-first.ts';
import { readPacked } from '../records/packed/read-texts.ts';
import { setup } from '../test/world.ts';
import { createDeliveryLog } from './delivery-log.ts';
import type { NewDeliveries } from './receivers.ts';

const DAY_MS = 86_400_000;

/** A packed job, with a delivery that arrived. */
async function packedJob() {
  const world = await setup();
  const { store, raw, keys, clock } = world;
  const id = (await world.accept()) as JobId;
  const pass = await world.begin(id);
  const at = new Date(clock.now()).toISOString();
  await store.passes.advance(pass, { status: 'failed', event: 'generation.failed', timeline: { at, event: 'failed' } });
  const event: NewDeliveries = {
    event: (await raw.xrevrange(keys.feed('acme'), '+', '-', 'COUNT', 1))[0]![0],
    about: 'job',
    type: 'generation.failed',
    tenant: 'acme',
    subject: id,
    body: JSON.stringify({ type: 'generation.failed', data: { id, prompt: 'é' } }),
    receivers: [{ endpointId: null, url: 'https://hooks.test/' }],
  };
  await store.deliveries.open(event);
  const [delivery] = await store.deliveries.ofJob(id);
  await store.deliveries.settle(delivery!, {
    attempt: { at, attempt: 1, status: 200, duration_ms: 4, error: null, response: 'ok' },
    timeline: { at, event: 'webhook' },
    url: 'https://hooks.test/',
    status: 'delivered',
    disableAfterMs: DAY_MS,
  });
  await world.handleEvents();
  clock.ahead += DAY_MS + 120_000;
  await store.createSweep({ retentionMs: 30 * DAY_MS }).sweepOnce();
  expect(await raw.exists(keys.job(id))).toBe(0);
  return { ...world, id, event, delivery: delivery! };
}

test('a delivery of a packed job is sent again, with the same body', async () => {
  await using world = await packedJob();
  const { deliveries } = world.store;
  expect(await deliveries.redeliver(world.delivery.id)).toBe('pending');
  const { taken } = await deliveries.take({ places: 1, limit: 8, held: new Map(), leaseMs: 1_000, notifier: 'a', token: 't' });
  expect(taken).toMatchObject([{ id: world.delivery.id, record: { status: 'pending', attempts: 1, roundFrom: 1 } }]);
  expect(await deliveries.body(world.delivery.id)).toBe(world.event.body);
  expect(await deliveries.redeliver('dlv_1_0_job')).toBe('missing');
});

/** Reads deliveries, while something happens to their jobs. */
const readings = (world: Awaited<ReturnType<typeof packedJob>>) => {
  const { raw, keys } = world;
  const deps = { redis: raw, keys, run: createCommands(raw, keys), now: world.clock.now };
  const log = (happen: () => Promise<void>) =>
    createDeliveryLog({
      ...deps,
      // The places of a packed job are looked up behind the job's own keys: what happens in between is tried here.
      packed: async (jobs) => {
        await happen();
        const texts = await readPacked(deps, jobs);
        return new Map([...texts].map(([id, each]) => [id as JobId, unpackDeliveriesOf(id, each)]));
      },
    });
  return { unpack: () => unpackJobs(deps, [world.id]), log };
};

describe('a delivery of a job that is unpacked while it is read', () => {
  type Log = ReturnType<typeof createDeliveryLog>;
  const question = { tenant: 'acme', limit: 10 } as const;

  test.each<[string, (log: Log, id: string, job: JobId) => Promise<unknown>]>([
    ['one', (log, id) => log.get(id)],
    ['its body', (log, id) => log.body(id)],
    ['its tries', (log, id) => log.attempts(id)],
    ['those of its job', (log, _id, job) => log.ofJob(job)],
    ['a list of its job', (log, _id, jobId) => log.list({ ...question, jobId })],
    ['a list of its tenant', (log) => log.list(question)],
  ])('is found: %s', async (_what, read) => {
    await using world = await packedJob();
    const { log, unpack } = readings(world);
    const unchanged = await read(
      log(async () => undefined),
      world.delivery.id,
      world.id,
    );
    expect(JSON.stringify(unchanged).length).toBeGreaterThan(20);
    let times = 0;
    const happening = log(async () => void (times++ === 0 && (await unpack())));
    expect(await read(happening, world.delivery.id, world.id)).toEqual(unchanged);
    expect(times).toBeGreaterThan(0);
  });
});

test('an event of a packed job that is handled once more opens nothing', async () => {
  await using world = await packedJob();
  const { deliveries } = world.store;
  const { outcomes } = await deliveries.openAll([world.event], { places: 20, leaseMs: 1_000 });
  expect(outcomes).toEqual([['exists']]);
  expect(await deliveries.ofJob(world.id)).toMatchObject([{ id: world.delivery.id, status: 'delivered', attempts: 1 }]);
});
