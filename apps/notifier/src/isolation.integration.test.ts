import { expect, test } from '@jest/globals';
import { waitFor, webhookReceiver, type WebhookReceiver } from '@darkroom/testkit';

import { notifierWorld } from './test/notifier-world.ts';

/** Receivers that read a webhook and never answer. */
async function hangingReceivers(count: number): Promise<WebhookReceiver[] & AsyncDisposable> {
  const receivers = await Promise.all(Array.from({ length: count }, () => webhookReceiver({ answer: () => ({ hang: true }) })));
  return Object.assign(receivers, {
    [Symbol.asyncDispose]: async () => {
      for (const receiver of receivers) await receiver[Symbol.asyncDispose]();
    },
  });
}

const HOSTILE = { tenant: 'hostile' };
/** Receivers hang longer than a test takes: what arrives during the test did not wait for them. */
const FOREVER = { timeLimitMs: 600_000 };

test('hanging receivers do not delay another receiver of their tenant', async () => {
  await using world = await notifierWorld();
  await using dead = await hangingReceivers(2);
  await using well = await webhookReceiver();
  const notifier = await world.startNotifier({ CONCURRENCY: '20' }, FOREVER);

  await Promise.all(Array.from({ length: 40 }, (_, i) => world.emit({ url: dead[i % 2]!.url })));
  await waitFor(() => dead.every(({ received }) => received.length === 4), { what: 'four tries under way at each dead receiver' });
  for (let i = 0; i < 10; i++) await world.delivery(await world.emit({ url: well.url }), 'delivered');
  expect(dead.map(({ received }) => received.length)).toEqual([4, 4]);
  await Promise.all([...dead].map((receiver) => receiver[Symbol.asyncDispose]()));
  await notifier.stop();
});

test('an endpoint that hangs does not delay another endpoint at the same origin', async () => {
  await using world = await notifierWorld();
  await using origin = await webhookReceiver({ answer: ({ body }) => (body.type === 'generation.failed' ? { hang: true } : {}) });
  const received = (type: string) => origin.received.filter(({ body }) => body.type === type).length;
  await world.endpoint(`${origin.url}/dead`, ['generation.failed']);
  await world.endpoint(`${origin.url}/well`, ['generation.succeeded']);
  const notifier = await world.startNotifier({ CONCURRENCY: '20' }, FOREVER);

  await Promise.all(Array.from({ length: 20 }, () => world.emit(undefined, 'generation.failed')));
  await waitFor(() => received('generation.failed') === 4, { what: 'four tries under way at the dead endpoint' });
  for (let i = 0; i < 10; i++) await world.delivery(await world.emit(undefined), 'delivered');
  expect(received('generation.failed')).toBe(4);
  await origin[Symbol.asyncDispose]();
  await notifier.stop();
});

test('a tenant with more hanging receivers than there are places delays no other tenant', async () => {
  await using world = await notifierWorld();
  await using dead = await hangingReceivers(25);
  await using well = await webhookReceiver();
  const notifier = await world.startNotifier({ CONCURRENCY: '20' }, FOREVER);

  await Promise.all([...dead, ...dead, ...dead].map(({ url }) => world.emit({ url }, undefined, HOSTILE)));
  await waitFor(() => dead.filter(({ received }) => received.length > 0).length >= 17, {
    what: 'the hostile tenant to have nearly all places',
  });
  await Promise.all(Array.from({ length: 75 }, () => world.emit({ url: well.url })));
  await waitFor(() => well.received.length === 75, { what: 'all webhooks of the other tenant' });
  expect(new Set(well.received.map(({ id }) => id)).size).toBe(75);
  // Cut off running tries, so that stopping does not wait for them.
  await Promise.all([...dead].map((receiver) => receiver[Symbol.asyncDispose]()));
  await notifier.stop();
});

test('a backlog for one receiver delays no other receiver of its tenant', async () => {
  await using world = await notifierWorld();
  const backlog = 1_000;
  // Slow, so that it takes few while this process may stand still.
  await using busy = await webhookReceiver({ answer: () => ({ delayMs: 250 }) });
  await using others = await webhookReceiver();
  const notifier = await world.startNotifier({ CONCURRENCY: '20' });
  await Promise.all(Array.from({ length: backlog }, () => world.emit({ url: busy.url })));
  const opened = () => world.redis.command('ZCARD', `{${world.redis.prefix}}:tenant-deliveries:acme`);
  await waitFor(async () => Number(await opened()) === backlog, { what: 'all of the backlog to be opened' });

  const before = busy.received.length;
  expect(backlog - before).toBeGreaterThan(300);
  await world.delivery(await world.emit({ url: others.url }), 'delivered');
  // Those that had their places, and those that took turns with it.
  expect(busy.received.length - before).toBeLessThan(150);
  // Cuts off what is left of the backlog.
  await busy[Symbol.asyncDispose]();
  await notifier.stop();
});

test('a burst to one receiver arrives completely, each webhook once', async () => {
  await using world = await notifierWorld();
  await using receiver = await webhookReceiver();
  await world.startNotifier();
  await Promise.all(Array.from({ length: 200 }, () => world.emit({ url: receiver.url })));
  await waitFor(() => receiver.received.length >= 200, { what: '200 webhooks' });
  expect(new Set(receiver.received.map(({ id }) => id)).size).toBe(200);
  expect(receiver.received).toHaveLength(200);
});
