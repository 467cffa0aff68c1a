import { randomUUID } from 'node:crypto';

import { Delivery, ListedDelivery, type EndpointWithSecret } from '@darkroom/contracts';
import { deliveryId, newDeliveries, ownReceiver, type DeliveryRecord, type StoredEvent } from '@darkroom/queue';
import { waitFor } from '@darkroom/testkit';
import { describe, expect, test } from '@jest/globals';
import { z } from 'zod';

import { pointersOf, problemOf, setup, succeeded, type Answered } from '../test/world.ts';

const Page = z.strictObject({ data: z.array(ListedDelivery), next_cursor: z.string().nullable() });
const idsOf = (answered: Answered) => Page.parse(answered.json).data.map(({ id }) => id);
const KEY = Buffer.alloc(32, 5).toString('hex');

/** An API, with the notifier's part of the store: it opens deliveries of events and settles tries. */
async function world() {
  const made = await setup({ settings: { DARKROOM_ENCRYPTION_KEY: KEY } });
  const events: StoredEvent[] = [];
  const consumer = made.store.createEventConsumer({ group: 'test', consumer: 'test', handle: async (event) => void events.push(event) });
  await consumer.start();

  const eventOf = async (job: string) =>
    waitFor(() => events.find((event) => event.about === 'job' && event.record.id === job), { what: `the event of ${job}` });
  return {
    ...made,
    endpoint: async () => (await made.call('/v1/endpoints', { body: { url: 'https://hooks.example/' } })).json as EndpointWithSecret,
    /** A job that has ended, and the delivery of its end to the endpoint or to its own webhook. */
    deliver: async (endpoint?: EndpointWithSecret, tenant: 'acme' | 'beta' = 'acme') => {
      const job = await made.generation(succeeded(`g-${randomUUID()}`), { webhook: { url: 'https://own.example/' } }, tenant);
      const event = await eventOf(job.id);
      const receiver = endpoint ? { url: endpoint.url, endpointId: endpoint.id } : ownReceiver(event)!;
      await made.store.deliveries.open(newDeliveries(event, [receiver]));
      return { job, id: deliveryId(event, receiver.endpointId) };
    },
    settle: async (id: string, status: DeliveryRecord['status'], response: string | null = null) => {
      const record = (await made.store.deliveries.get(id))!;
      const attempt = {
        at: new Date().toISOString(),
        attempt: record.attempts + 1,
        status: status === 'delivered' ? 204 : 500,
        duration_ms: 12,
        error: status === 'delivered' ? null : 'answered 500',
        response,
      };
      const timeline = { at: attempt.at, event: 'webhook' } as const;
      await made.store.deliveries.settle(record, {
        status,
        ...(status === 'pending' && { nextAt: Date.now() + 60_000 }),
        attempt,
        timeline,
        url: record.url,
        disableAfterMs: 1e9,
      });
    },
    async [Symbol.asyncDispose]() {
      await consumer.stop();
      await made[Symbol.asyncDispose]();
    },
  };
}

describe('GET /v1/deliveries', () => {
  test('lists newest first, by job, endpoint and status, each once over the pages', async () => {
    await using made = await world();
    const endpoint = await made.endpoint();
    const own = await made.deliver();
    const standing = await made.deliver(endpoint);
    const second = await made.deliver(endpoint);
    await made.deliver(undefined, 'beta');
    await made.settle(standing.id, 'failed');

    expect(idsOf(await made.call('/v1/deliveries'))).toEqual([second.id, standing.id, own.id]);
    expect(idsOf(await made.call(`/v1/deliveries?job_id=${own.job.id}`))).toEqual([own.id]);
    expect(idsOf(await made.call(`/v1/deliveries?endpoint_id=${endpoint.id}`))).toEqual([second.id, standing.id]);
    expect(idsOf(await made.call(`/v1/deliveries?job_id=${standing.job.id}&endpoint_id=${endpoint.id}`))).toEqual([standing.id]);
    expect(idsOf(await made.call(`/v1/deliveries?job_id=${own.job.id}&endpoint_id=${endpoint.id}`))).toEqual([]);
    expect(idsOf(await made.call('/v1/deliveries?status=failed'))).toEqual([standing.id]);
    expect(idsOf(await made.call('/v1/deliveries?status=failed,pending'))).toEqual([second.id, standing.id, own.id]);
    expect(idsOf(await made.call('/v1/deliveries?status=refused,delivered'))).toEqual([]);

    const first = await made.call('/v1/deliveries?limit=2');
    const { next_cursor: cursor } = Page.parse(first.json);
    await made.deliver();
    expect([...idsOf(first), ...idsOf(await made.call(`/v1/deliveries?limit=2&cursor=${cursor}`))]).toEqual([
      second.id,
      standing.id,
      own.id,
    ]);
  });

  test.each([
    ['job_id=x', '/job_id'],
    ['endpoint_id=x', '/endpoint_id'],
    ['status=done', '/status'],
    ['status=failed,', '/status'],
    ['status=failed&status=pending', '/status'],
    ['cursor=nonsense', '/cursor'],
    ['limit=0', '/limit'],
  ])('%s is refused', async (query, pointer) => {
    await using made = await world();
    expect(pointersOf(await made.call(`/v1/deliveries?${query}`))).toEqual([pointer]);
  });
});

test('GET /v1/deliveries/{id} shows each try, with its answer', async () => {
  await using made = await world();
  const { id, job } = await made.deliver();
  expect(Delivery.parse((await made.call(`/v1/deliveries/${id}`)).json)).toMatchObject({
    job_id: job.id,
    endpoint_id: null,
    batch_id: null,
    event_type: 'generation.succeeded',
    status: 'pending',
    attempts: [],
    finished_at: null,
  });
  await made.settle(id, 'pending', 'out of order');
  await made.settle(id, 'delivered', '');
  expect(Delivery.parse((await made.call(`/v1/deliveries/${id}`)).json)).toMatchObject({
    status: 'delivered',
    request: {
      headers: {
        'webhook-id': expect.stringMatching(/^evt_/),
        'webhook-timestamp': expect.stringMatching(/^\d+$/),
        'webhook-signature': 'v1,[redacted]',
      },
      body: expect.stringContaining(`"id":"${job.id}"`),
    },
    attempt_count: 2,
    attempts: [
      { attempt: 1, status: 500, error: 'answered 500', response: 'out of order' },
      { attempt: 2, status: 204, error: null },
    ],
    next_attempt_at: null,
    finished_at: expect.any(String),
  });
});

describe('POST /v1/deliveries/{id}/redeliver', () => {
  test.each(['delivered', 'failed', 'refused', 'pending'] as const)('sends one that is %s again', async (status) => {
    await using made = await world();
    const { id } = await made.deliver();
    await made.settle(id, status);
    for (let time = 0; time < 2; time++) {
      const answered = await made.call(`/v1/deliveries/${id}/redeliver`, { method: 'POST' });
      expect(answered.status).toBe(202);
      expect(Delivery.parse(answered.json)).toMatchObject({ id, status: 'pending', finished_at: null, attempts: [{ attempt: 1 }] });
    }
  });

  test('to an endpoint that is disabled or deleted is refused', async () => {
    await using made = await world();
    const endpoint = await made.endpoint();
    const { id } = await made.deliver(endpoint);
    await made.call(`/v1/endpoints/${endpoint.id}`, { method: 'PATCH', body: { status: 'disabled' } });
    expect((await made.call(`/v1/deliveries/${id}`)).json).toMatchObject({ status: 'refused' });
    problemOf(await made.call(`/v1/deliveries/${id}/redeliver`, { method: 'POST' }), 'endpoint_disabled');
    await made.call(`/v1/endpoints/${endpoint.id}`, { method: 'DELETE' });
    problemOf(await made.call(`/v1/deliveries/${id}/redeliver`, { method: 'POST' }), 'endpoint_disabled');
    expect(idsOf(await made.call(`/v1/deliveries?endpoint_id=${endpoint.id}`))).toEqual([id]);
  });
});

test('deleting an endpoint ends its pending deliveries, and nothing else', async () => {
  await using made = await world();
  const endpoint = await made.endpoint();
  const [own, standing] = [await made.deliver(), await made.deliver(endpoint)];
  await made.call(`/v1/endpoints/${endpoint.id}`, { method: 'DELETE' });
  expect((await made.call(`/v1/deliveries/${own.id}`)).json).toMatchObject({ status: 'pending' });
  expect((await made.call(`/v1/deliveries/${standing.id}`)).json).toMatchObject({ status: 'refused', finished_at: expect.any(String) });
  const { timeline } = (await made.call(`/v1/jobs/${standing.job.id}`)).json as { timeline: unknown[] };
  expect(timeline).toContainEqual(
    expect.objectContaining({ event: 'webhook', error: 'the endpoint was deleted', delivery_id: standing.id }),
  );
});
