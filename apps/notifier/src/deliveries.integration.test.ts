import { describe, expect, test } from '@jest/globals';
import { verifyWebhook, waitFor, webhookReceiver, type ReceivedWebhook } from '@darkroom/testkit';
import { VERSION } from '@darkroom/runtime';

import { fanOut } from './fan-out.ts';
import { notifierWorld, SECRET } from './test/notifier-world.ts';

async function setup(settings: Record<string, string> = {}, options: { timeLimitMs?: number } = {}) {
  const world = await notifierWorld();
  const receiver = await webhookReceiver({ secret: SECRET });
  const notifier = await world.startNotifier(settings, options);
  return {
    ...world,
    receiver,
    notifier,
    webhook: { url: receiver.url },
    async [Symbol.asyncDispose]() {
      await receiver[Symbol.asyncDispose]();
      await world[Symbol.asyncDispose]();
    },
  };
}

describe('an event', () => {
  test('arrives as a webhook that the public library verifies', async () => {
    await using world = await setup();
    const job = await world.emit(world.webhook);
    const webhook = await world.receiver.waitForEvent('generation.succeeded');

    expect(webhook.verified).toBe(true);
    expect(webhook.id).toMatch(/^evt_\d+-\d+$/);
    expect(webhook.headers).toMatchObject({ 'content-type': 'application/json', 'user-agent': `Darkroom/${VERSION} (webhooks)` });
    expect(webhook.body.data).toMatchObject({ id: job, object: 'job', status: 'succeeded', tenant: 'acme', metadata: { order: 7 } });
    expect(webhook.body.data).not.toHaveProperty('timeline');
    expect(Date.parse(webhook.body.timestamp)).toBe(Number(webhook.id.slice(4).split('-')[0]));

    const delivery = await world.delivery(job, 'delivered');
    expect(await world.store.deliveries.attempts(delivery.id)).toMatchObject([{ attempt: 1, status: 204, error: null, response: '' }]);
    expect(await world.tries(job)).toMatchObject([{ attempt: 1, status: 204, delivery_id: delivery.id }]);
  });

  test('that is not a default event arrives only at receivers that ask for it', async () => {
    await using world = await setup();
    await world.emit(world.webhook, 'generation.waiting');
    await world.emit({ ...world.webhook, events: ['generation.waiting'] }, 'generation.waiting');
    await world.emit({ ...world.webhook, events: ['generation.waiting'] }, 'generation.failed');
    await world.emit(world.webhook, 'generation.held');
    await world.receiver.waitForEvent('generation.held');
    await world.receiver.waitForEvent('generation.waiting');
    expect(world.receiver.received.map(({ body }) => body.type).toSorted()).toEqual(['generation.held', 'generation.waiting']);
  });

  test('of a job without a webhook opens no delivery', async () => {
    await using world = await setup();
    const job = await world.emit(undefined);
    await world.emit(world.webhook);
    await world.receiver.waitForEvent('generation.succeeded');
    expect(await world.store.deliveries.ofJob(job)).toEqual([]);
  });

  test('that is handled twice is one delivery', async () => {
    await using world = await setup();
    const job = await world.emit(world.webhook);
    const { id } = await world.delivery(job, 'delivered');
    let handledAgain = false;
    const again = world.store.createEventConsumer({
      group: 'again',
      consumer: 'the only one',
      handle: async (event) => {
        await fanOut(world.store, event);
        handledAgain = true;
      },
    });
    await again.start();
    await waitFor(() => handledAgain, { what: 'the event to be handled again' });
    await again.stop();
    await world.delivery(await world.emit(world.webhook), 'delivered');
    expect(world.receiver.received.filter(({ body }) => body.data.id === job)).toHaveLength(1);
    expect((await world.store.deliveries.ofJob(job)).map((delivery) => delivery.id)).toEqual([id]);
  });

  test('that arrived while no notifier ran is sent when one runs', async () => {
    await using world = await setup();
    await world.notifier.stop();
    await world.emit(world.webhook);
    await world.startNotifier();
    expect((await world.receiver.waitForEvent('generation.succeeded')).verified).toBe(true);
  });
});

test('each try is counted; the delay from event to receipt, and the time to the end of the job, are measured', async () => {
  await using world = await setup();
  world.receiver.next(1, { status: 500 });
  const job = await world.emit(world.webhook);
  await world.delivery(job, 'delivered', 2);
  const metrics = await (await fetch(`http://127.0.0.1:${world.notifier.port}/metrics`)).text();
  expect(metrics).toMatch(/darkroom_webhook_tries_total\{outcome="retrying",.*\} 1\n/);
  expect(metrics).toMatch(/darkroom_webhook_tries_total\{outcome="delivered",.*\} 1\n/);
  expect(metrics).toMatch(/darkroom_webhook_delay_seconds_count.* 1\n/);
  expect(metrics).toMatch(/darkroom_job_duration_seconds_count\{.*operation="generate",outcome="succeeded"\} 1\n/);
  expect(metrics).toMatch(/darkroom_build_info\{version="\d.*",node="24.*",app="notifier"\} 1\n/);
});

describe('a failed try', () => {
  test('is made again with the same id and body, signed again', async () => {
    await using world = await setup();
    world.receiver.next(1, { status: 503, headers: { 'retry-after': '1' } });
    const job = await world.emit(world.webhook);
    await world.delivery(job, 'delivered', 2);

    const [first, second] = world.receiver.received as [ReceivedWebhook, ReceivedWebhook];
    expect([second.id, second.text]).toEqual([first.id, first.text]);
    expect(Number(second.timestamp)).toBeGreaterThan(Number(first.timestamp));
    for (const webhook of [first, second]) verifyWebhook(SECRET, webhook);
    expect(await world.tries(job)).toMatchObject([
      { attempt: 1, status: 503 },
      { attempt: 2, status: 204 },
    ]);
  });

  test.each([
    ['a redirect, which is not followed', { status: 302, headers: { location: 'http://127.0.0.1:1/' } }, 'redirects are not followed'],
    ['a cut connection', { drop: true }, 'other side closed'],
    ['a hanging receiver', { hang: true }, 'no answer within 2 s'],
  ])('after %s is repeated, and the attempt has the reason', async (_what, answer, error) => {
    await using world = await setup({}, 'hang' in answer ? { timeLimitMs: 2_000 } : {});
    world.receiver.next(1, answer);
    const job = await world.emit(world.webhook);
    const { id } = await world.delivery(job, 'delivered', 2);
    expect((await world.store.deliveries.attempts(id))[0]?.error).toContain(error);
  });

  test('is repeated until the tries are used up; then the delivery has failed, visibly', async () => {
    await using world = await setup();
    world.receiver.next(4, { status: 500 });
    const job = await world.emit(world.webhook);
    await world.delivery(job, 'failed', 4);
    expect(world.receiver.received).toHaveLength(4);
    expect(new Set(world.receiver.received.map(({ id }) => id)).size).toBe(1);
    expect((await world.tries(job)).map(({ status }) => status)).toEqual([500, 500, 500, 500]);
    expect(world.logs.filter((line) => line.includes('webhook.failed'))).toHaveLength(1);
  });

  test('is not repeated before the configured delay, nor before the time in Retry-After', async () => {
    await using world = await setup({ WEBHOOK_RETRY_DELAYS: '300ms,10ms' });
    world.receiver.next(1, { status: 500 });
    world.receiver.next(1, { status: 429, headers: { 'retry-after': '1' } });
    const job = await world.emit(world.webhook);
    await world.delivery(job, 'delivered', 3);
    const [first, second, third] = world.receiver.received.map(({ at }) => at) as [number, number, number];
    expect(second - first).toBeGreaterThanOrEqual(0.8 * 300);
    expect(third - second).toBeGreaterThanOrEqual(1_000);
  });

  test('that was answered 410 is the last', async () => {
    await using world = await setup();
    world.receiver.next(1, { status: 410 });
    const job = await world.emit(world.webhook);
    await world.delivery(job, 'refused');
    expect(await world.tries(job)).toMatchObject([{ attempt: 1, status: 410 }]);
  });
});
