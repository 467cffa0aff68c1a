import { describe, expect, test } from '@jest/globals';
import type { EndpointId, JobId, WebhookEventType } from '@darkroom/contracts';
import { verifyWebhook, waitFor, webhookReceiver, type ReceivedWebhook, type WebhookReceiverOptions } from '@darkroom/testkit';
import { Webhook as SvixWebhook } from 'svix';

import type { NotifierOptions } from './app.ts';
import { ENDPOINT_SECRET, notifierWorld, SECRET } from './test/notifier-world.ts';

type Options = { settings?: Record<string, string>; answer?: WebhookReceiverOptions['answer']; notifier?: Omit<NotifierOptions, 'logger'> };

/** A notifier, a receiver, and a tenant's endpoint there. */
async function setup({ settings = {}, answer, notifier = {} }: Options = {}) {
  const world = await notifierWorld();
  const receiver = await webhookReceiver(answer ? { answer } : {});
  await world.startNotifier(settings, notifier);
  const id = await world.endpoint(receiver.url);
  const deliveries = async (endpointId: EndpointId = id) =>
    (await world.store.deliveries.list({ tenant: 'acme', endpointId, limit: 100 })).records;

  return {
    ...world,
    receiver,
    id,
    deliveries,
    /** What came about a job. */
    about: (job: JobId) => receiver.received.filter(({ body }) => body.data.id === job),
    /** The only delivery to an endpoint, once it has this status. */
    standing: async (status: string, attempts = 1, endpointId: EndpointId = id) =>
      waitFor(
        async () => {
          const [found] = await deliveries(endpointId);
          return found?.status === status && found.attempts === attempts ? found : undefined;
        },
        { what: `a delivery that is ${status} after ${attempts} tries` },
      ),
    endpointIs: async (status: string, reason?: string) =>
      waitFor(
        async () => {
          const found = await world.store.endpoints.get(id);
          return found?.status === status && found.disabled?.reason === reason ? found : undefined;
        },
        { what: `the endpoint to be ${status}` },
      ),
    async [Symbol.asyncDispose]() {
      await receiver[Symbol.asyncDispose]();
      await world[Symbol.asyncDispose]();
    },
  };
}

function holds(secret: string, { text, headers }: ReceivedWebhook): boolean {
  const libraries = [() => verifyWebhook(secret, { text, headers }), () => new SvixWebhook(secret).verify(text, headers)];
  const verdicts = libraries.map((verify) => {
    try {
      verify();
      return true;
    } catch {
      return false;
    }
  });
  if (verdicts[0] !== verdicts[1]) throw new Error('the two libraries disagree');
  return verdicts[0]!;
}

const silentNameServer = () => Promise.reject(Object.assign(new Error('queryA ETIMEOUT hooks.example'), { code: 'ETIMEOUT' }));

const byType = (webhooks: ReceivedWebhook[]) => webhooks.map(({ body }) => body.type).toSorted();

describe('an endpoint and the webhook of a job with the same URL', () => {
  test('are one delivery, signed with both secrets', async () => {
    await using world = await setup();
    const url = new URL(world.receiver.url);
    const job = await world.emit({ url: `HTTP://${url.host}${url.pathname}#part` });
    const other = await world.emit(undefined);
    for (const each of [job, other]) await world.delivery(each, 'delivered');
    const [webhook, ...more] = world.about(job) as [ReceivedWebhook];
    expect(more).toEqual([]);
    expect([holds(SECRET, webhook), holds(ENDPOINT_SECRET, webhook)]).toEqual([true, true]);
    expect(await world.store.deliveries.ofJob(job)).toMatchObject([{ endpointId: world.id, isOwnToo: true, status: 'delivered' }]);
    const [alone] = world.about(other) as [ReceivedWebhook];
    expect([holds(SECRET, alone), holds(ENDPOINT_SECRET, alone)]).toEqual([false, true]);
  });

  test('continue as the webhook of the job when the endpoint is disabled', async () => {
    await using world = await setup({ settings: { WEBHOOK_RETRY_DELAYS: '1h' } });
    world.receiver.next(1, { status: 500 });
    const job = await world.emit({ url: world.receiver.url });
    const { id } = await world.delivery(job, 'pending');
    await world.store.endpoints.change(world.id, { status: 'disabled' });
    expect(await world.store.deliveries.redeliver(id)).toBe('pending');
    await world.delivery(job, 'delivered', 2);
    const last = world.receiver.received.at(-1)!;
    expect([holds(SECRET, last), holds(ENDPOINT_SECRET, last)]).toEqual([true, false]);
  });

  test('of several endpoints with that URL, each has a delivery and one also counts for the job', async () => {
    await using world = await setup();
    await world.endpoint(world.receiver.url);
    const job = await world.emit({ url: world.receiver.url });
    await waitFor(() => world.about(job).length === 2, { what: 'a webhook for each endpoint' });
    const deliveries = await world.store.deliveries.ofJob(job);
    expect(deliveries.filter(({ isOwnToo }) => isOwnToo)).toHaveLength(1);
  });
});

describe('an event', () => {
  test('goes to the endpoint, signed with its own secret as both public libraries verify it, and to the webhook of the job', async () => {
    await using world = await setup();
    const job = await world.emit({ url: `${world.receiver.url}/own` });
    await waitFor(() => world.about(job).length === 2, { what: 'both webhooks' });
    const [one, two] = world.about(job) as [ReceivedWebhook, ReceivedWebhook];
    expect([two.id, two.text]).toEqual([one.id, one.text]);
    const [own, standing] = holds(SECRET, one) ? [one, two] : [two, one];
    expect([holds(SECRET, own), holds(ENDPOINT_SECRET, own), holds(SECRET, standing), holds(ENDPOINT_SECRET, standing)]).toEqual([
      true,
      false,
      false,
      true,
    ]);
    const delivered = await world.standing('delivered');
    expect(delivered).toMatchObject({
      id: `dlv_${one.id.slice(4).replace('-', '_')}_${world.id.slice(3)}`,
      jobId: job,
      endpointId: world.id,
    });
    await waitFor(async () => (await world.tries(job)).length === 2, { what: 'both tries in the timeline' });
  });

  test('goes to those endpoints of its tenant that want it, and to no other', async () => {
    await using world = await setup();
    await using picky = await webhookReceiver();
    await using foreign = await webhookReceiver();
    const events: WebhookEventType[] = ['generation.waiting', 'webhook.test', 'endpoint.disabled'];
    await world.endpoint(picky.url, events);
    const beta = { tenant: 'beta', url: foreign.url, events: null, description: null, metadata: null, secret: 's' };
    await world.store.endpoints.create({ id: `ep_${'0'.repeat(32)}` as EndpointId, ...beta });
    await world.emit(undefined, 'generation.waiting');
    await world.emit(undefined, 'generation.held');
    await world.emit(undefined, 'generation.failed');
    await picky.waitForEvent('generation.waiting');
    await world.receiver.waitForEvent('generation.failed');
    await world.receiver.waitForEvent('generation.held');
    expect([byType(world.receiver.received), byType(picky.received), foreign.received]).toEqual([
      ['generation.failed', 'generation.held'],
      ['generation.waiting'],
      [],
    ]);
  });

  test('from before the endpoint was created does not arrive; the first one after does', async () => {
    await using world = await notifierWorld();
    await using receiver = await webhookReceiver();
    await world.emit(undefined);
    const id = await world.endpoint(receiver.url);
    const after = await world.emit(undefined);
    await world.startNotifier();
    await waitFor(() => receiver.received.length > 0, { what: 'a webhook' });
    await waitFor(
      async () => (await world.store.deliveries.list({ tenant: 'acme', endpointId: id, limit: 9 })).records[0]?.status === 'delivered',
      {
        what: 'its end',
      },
    );
    expect(receiver.received.map(({ body }) => body.data.id)).toEqual([after]);
  });
});

describe('while a secret replaces another', () => {
  const NEW_SECRET = `whsec_${Buffer.alloc(32, 9).toString('base64')}`;

  test('receivers with either verify; after the overlap, only those with the new one', async () => {
    const clock = { skewMs: 0, now: () => Date.now() + clock.skewMs, sleep: async () => undefined };
    await using world = await setup({ notifier: { clock } });
    await world.rotate(world.id, NEW_SECRET, 3_600_000);
    const during = await world.emit(undefined);
    const webhook = await world.receiver.waitForEvent(({ body }) => body.data.id === during);
    expect(webhook.signature.split(' ')).toHaveLength(2);
    expect([holds(NEW_SECRET, webhook), holds(ENDPOINT_SECRET, webhook)]).toEqual([true, true]);
    const [first] = webhook.signature.split(' ') as [string];
    expect(holds(NEW_SECRET, { ...webhook, headers: { ...webhook.headers, 'webhook-signature': first } })).toBe(true);

    await world.rotate(world.id, ENDPOINT_SECRET, 0);
    const afterwards = await world.emit(undefined);
    const later = await world.receiver.waitForEvent(({ body }) => body.data.id === afterwards);
    expect([holds(NEW_SECRET, later), holds(ENDPOINT_SECRET, later)]).toEqual([false, true]);
  });
});

describe('a test', () => {
  test('arrives only at its endpoint, in the usual way, under one id', async () => {
    await using world = await setup();
    await using other = await webhookReceiver();
    await world.endpoint(other.url, ['webhook.test']);
    const tested = await world.store.endpoints.test(world.id);
    const webhook = await world.receiver.waitForEvent('webhook.test');
    const delivered = await world.standing('delivered');
    expect(typeof tested === 'object' && tested.delivery.id).toBe(delivered.id);
    expect([webhook.id, webhook.body.data.id, webhook.body.data.object]).toEqual([delivered.eventId, world.id, 'endpoint']);
    expect(webhook.text).not.toContain('secret"');
    const job = await world.emit(undefined);
    await world.receiver.waitForEvent(({ body }) => body.data.id === job);
    expect([world.receiver.received.length, other.received]).toEqual([2, []]);
  });
});

describe('an endpoint that answers 410', () => {
  test('is disabled; its pending deliveries are refused, another endpoint is notified once, and nothing more is sent', async () => {
    await using world = await setup({ settings: { WEBHOOK_RETRY_DELAYS: '1h' } });
    await using other = await webhookReceiver();
    await world.endpoint(other.url, ['endpoint.disabled']);
    world.receiver.next(1, { status: 500 });
    world.receiver.next(1, { status: 410 });
    const pending = await world.emit(undefined);
    await world.standing('pending');
    await world.emit(undefined);
    const { disabled } = await world.endpointIs('disabled', 'gone');
    await waitFor(async () => (await world.deliveries()).every(({ status }) => status === 'refused'), { what: 'all to be refused' });
    expect(await world.tries(pending)).toMatchObject([{ status: 500 }, { error: 'the endpoint is disabled' }]);

    const notified = await other.waitForEvent('endpoint.disabled');
    expect(notified.body.data).toMatchObject({
      id: world.id,
      status: 'disabled',
      disabled: { reason: 'gone', at: new Date(disabled!.at).toISOString() },
    });
    const late = await world.emit({ url: world.receiver.url });
    await world.receiver.waitForEvent(({ body }) => body.data.id === late);
    expect([world.about(late).length, other.received.length, world.receiver.received.length]).toEqual([1, 1, 3]);
    expect(world.logs.filter((line) => line.includes('"msg":"endpoint.disabled"'))).toHaveLength(1);
  });

  test('and is enabled again gets from recover what it missed, each once', async () => {
    await using world = await setup();
    world.receiver.next(1, { status: 410 });
    const since = Date.now() - 1_000;
    const refused = await world.emit(undefined);
    await world.endpointIs('disabled', 'gone');
    const missed = await world.emit(undefined);
    await world.emit({ url: world.receiver.url });
    await world.receiver.waitForEvent(({ body }) => body.data.id !== refused);

    const enabled = (await world.store.endpoints.change(world.id, { status: 'enabled' }))!;
    expect(await world.store.endpoints.recover(enabled, since)).toEqual({ opened: 2, sentAgain: 1, nextSince: null });
    await waitFor(async () => (await world.deliveries()).every(({ status }) => status === 'delivered'), { what: 'all to be delivered' });
    expect(await world.store.endpoints.recover(enabled, since)).toEqual({ opened: 0, sentAgain: 0, nextSince: null });
    expect([world.about(missed).length, world.about(refused).map(({ id }) => id)]).toEqual([1, Array(2).fill(world.about(refused)[0]!.id)]);
  });
});

describe('an endpoint that fails', () => {
  test('for days with two events is disabled', async () => {
    const settings = { WEBHOOK_DISABLE_AFTER: '400ms', WEBHOOK_RETRY_DELAYS: Array(40).fill('30ms').join() };
    await using world = await setup({ settings, answer: () => ({ status: 500 }) });
    await world.emit(undefined);
    await waitFor(() => world.receiver.received.length > 3, { what: 'some tries' });
    await world.emit(undefined);
    const { disabled, failingSince } = await world.endpointIs('disabled', 'failing');
    expect(disabled!.at - failingSince!).toBeGreaterThanOrEqual(400);
    await waitFor(async () => (await world.deliveries()).every(({ status }) => status === 'refused'), { what: 'both to be refused' });
  });

  test('with one event, however often, is not', async () => {
    const settings = { WEBHOOK_DISABLE_AFTER: '100ms', WEBHOOK_RETRY_DELAYS: Array(8).fill('30ms').join() };
    await using world = await setup({ settings, answer: () => ({ status: 500 }) });
    await world.emit(undefined);
    await world.standing('failed', 9);
    expect(await world.store.endpoints.get(world.id)).toMatchObject({ status: 'enabled', failingSince: expect.any(Number) });
  });

  test('because no name server answers us keeps a clean record, and the tries show why', async () => {
    await using world = await setup({ notifier: { lookup: silentNameServer } });
    const id = await world.endpoint('http://hooks.example/');
    await world.emit(undefined);
    const { id: delivery } = await world.standing('failed', 4, id);
    expect(await world.store.deliveries.attempts(delivery)).toMatchObject(
      Array.from({ length: 4 }, () => ({ error: expect.stringContaining('ETIMEOUT') })),
    );
    expect(await world.store.endpoints.get(id)).toMatchObject({ status: 'enabled', failingSince: null });
  });

  test('with an address that may not be called counts that as a failure', async () => {
    await using world = await setup({ settings: { WEBHOOK_ALLOW_PRIVATE_NETWORKS: 'false' } });
    await world.emit(undefined);
    await world.standing('refused');
    expect(await world.store.endpoints.get(world.id)).toMatchObject({ status: 'enabled', failingSince: expect.any(Number) });
    expect(world.receiver.received).toEqual([]);
  });

  test.each([
    ['there is no key', { DARKROOM_ENCRYPTION_KEY: '' }, 'DARKROOM_ENCRYPTION_KEY is not set'],
    ['there is another key', { DARKROOM_ENCRYPTION_KEY: Buffer.alloc(32, 6).toString('base64') }, 'was sealed with the key'],
  ])('because %s waits without a try or a failure, and is logged', async (_why, settings, reason) => {
    await using world = await setup({ settings });
    const job = await world.emit({ url: `${world.receiver.url}/own` });
    await world.receiver.waitForEvent(({ body }) => body.data.id === job);
    const line = await waitFor(() => world.logs.find((each) => each.includes('webhook.sealed')), { what: 'the report' });
    expect(line).toContain(reason);
    expect(await world.deliveries()).toMatchObject([{ status: 'pending', attempts: 0 }]);
    expect(await world.store.endpoints.get(world.id)).toMatchObject({ status: 'enabled', failingSince: null });
  });
});

describe('a pending delivery', () => {
  test('goes to the new address when the endpoint has one', async () => {
    await using world = await setup({
      settings: { WEBHOOK_RETRY_DELAYS: Array(40).fill('100ms').join() },
      answer: () => ({ status: 500 }),
    });
    await using moved = await webhookReceiver();
    await world.emit(undefined);
    await waitFor(() => world.receiver.received.length > 0, { what: 'a try' });
    await world.store.endpoints.change(world.id, { url: moved.url });
    const webhook = await moved.waitForEvent('generation.succeeded');
    expect(webhook.id).toBe(world.receiver.received[0]!.id);
    await waitFor(async () => (await world.deliveries())[0]?.status === 'delivered', { what: 'its end' });
    expect((await world.deliveries())[0]?.url).toBe(moved.url);
  });

  test('ends when its endpoint is deleted', async () => {
    await using world = await setup({ answer: () => ({ status: 500 }), settings: { WEBHOOK_RETRY_DELAYS: '1h' } });
    await world.emit(undefined);
    await world.standing('pending');
    await world.store.endpoints.remove(world.id, 'acme');
    expect(await world.standing('refused')).toMatchObject({ finishedAt: expect.any(Number), nextAt: null });
  });
});

describe('sent again by hand', () => {
  test('a webhook comes under the same id, with a fresh round of tries', async () => {
    await using world = await setup({ settings: { WEBHOOK_RETRY_DELAYS: '20ms,20ms' } });
    world.receiver.next(5, { status: 500 });
    await world.emit(undefined);
    const { id } = await world.standing('failed', 3);
    await world.store.deliveries.redeliver(id);
    await world.standing('delivered', 6);
    expect(new Set(world.receiver.received.map((webhook) => webhook.id + webhook.text)).size).toBe(1);
    expect(await world.store.deliveries.attempts(id)).toHaveLength(6);
  });

  test('a pending one is sent at once', async () => {
    await using world = await setup({ settings: { WEBHOOK_RETRY_DELAYS: '1h' } });
    world.receiver.next(1, { status: 500 });
    await world.emit(undefined);
    const { id } = await world.standing('pending');
    await world.store.deliveries.redeliver(id);
    expect(await world.standing('delivered', 2)).toMatchObject({ id, roundFrom: 0 });
  });

  test('one that was delivered is sent once more', async () => {
    await using world = await setup();
    await world.emit(undefined);
    const { id } = await world.standing('delivered');
    await world.store.deliveries.redeliver(id);
    await waitFor(() => world.receiver.received.length === 2, { what: 'the second' });
    expect(new Set(world.receiver.received.map((webhook) => webhook.id)).size).toBe(1);
  });
});

test('hanging endpoints delay no other, and each has four places, also two of one origin', async () => {
  await using world = await setup({ answer: () => ({ hang: true }) });
  await using well = await webhookReceiver();
  await world.endpoint(`${world.receiver.url}/second`);
  await world.endpoint(well.url);
  await Promise.all(Array.from({ length: 10 }, () => world.emit(undefined)));
  await waitFor(() => well.received.length === 10, { what: 'all ten at the one that answers' });
  expect(world.receiver.received.length).toBeLessThanOrEqual(8);
});
