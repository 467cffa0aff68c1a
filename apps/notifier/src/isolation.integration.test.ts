import { expect, test } from '@jest/globals';
import { waitFor, webhookReceiver } from '@darkroom/testkit';

import { notifierWorld } from './test/notifier-world.ts';

const NOTICEABLE_MS = 500;

test('receivers that hang do not hold up another one', async () => {
  await using world = await notifierWorld();
  await using dead = await webhookReceiver();
  await using alsoDead = await webhookReceiver();
  await using well = await webhookReceiver();
  dead.next(1_000, { hang: true });
  alsoDead.next(1_000, { hang: true });
  await world.startNotifier({ CONCURRENCY: '20' });

  await Promise.all(Array.from({ length: 40 }, (_, i) => world.tell({ url: i % 2 ? dead.url : alsoDead.url })));
  await waitFor(() => dead.received.length === 4 && alsoDead.received.length === 4, { what: 'four tries under way at each dead receiver' });

  for (let i = 0; i < 10; i++) {
    const told = Date.now();
    const job = await world.tell({ url: well.url });
    const webhook = await well.waitForEvent(({ body }) => body.data.id === job);
    expect(webhook.at - told).toBeLessThan(NOTICEABLE_MS);
  }
  expect([dead.received.length, alsoDead.received.length]).toEqual([4, 4]);
});

test('a burst to one receiver arrives without anybody being sent away for long', async () => {
  await using world = await notifierWorld();
  await using receiver = await webhookReceiver();
  await world.startNotifier();
  await Promise.all(Array.from({ length: 200 }, () => world.tell({ url: receiver.url })));
  await waitFor(() => receiver.received.length === 200, { what: '200 webhooks', timeoutMs: 5_000 });
  expect(new Set(receiver.received.map(({ id }) => id)).size).toBe(200);
});
