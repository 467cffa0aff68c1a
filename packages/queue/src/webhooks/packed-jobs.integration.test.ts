import { expect, test } from '@jest/globals';
import type { JobId } from '@darkroom/contracts';

import { setup } from '../test/world.ts';
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

test('an event of a packed job that is handled once more opens nothing', async () => {
  await using world = await packedJob();
  const { deliveries } = world.store;
  const { outcomes } = await deliveries.openAll([world.event], { places: 20, leaseMs: 1_000 });
  expect(outcomes).toEqual([['exists']]);
  expect(await deliveries.ofJob(world.id)).toMatchObject([{ id: world.delivery.id, status: 'delivered', attempts: 1 }]);
});
