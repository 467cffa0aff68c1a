import { openStore } from '@darkroom/queue';
import { createLogger } from '@darkroom/runtime';
import { expect, test } from '@jest/globals';
import { startProcess, waitFor, webhookReceiver } from '@darkroom/testkit';

import { notifierWorld, SECRET, type NotifierWorld } from './test/notifier-world.ts';

/** A reminder whose worker died comes back after its lock (15 s), an event whose consumer died after 15 s; both are looked for every 5 s. */
const COMES_BACK_WITHIN_MS = 40_000;

test(
  'a notifier killed in the middle of a try, and one that died with an event in hand, lose no webhook',
  async () => {
    await using world = await notifierWorld();
    await using receiver = await webhookReceiver({ secret: SECRET });
    const env = {
      REDIS_URL: world.redis.url,
      REDIS_PREFIX: world.redis.prefix,
      WEBHOOK_SECRET: SECRET,
      WEBHOOK_ALLOW_PRIVATE_NETWORKS: 'true',
    };

    receiver.next(1, { hang: true });
    const killed = await startProcess('notifier', env);
    const inTry = await world.tell({ url: receiver.url });
    await waitFor(() => receiver.received.length === 1, { what: 'the first try' });
    killed.kill('SIGKILL');
    await killed.exited;

    let taken = false;
    const dying = world.store.createEventConsumer({
      group: 'notifier',
      consumer: 'dying',
      handle: async () => {
        taken = true;
        throw new Error('died');
      },
    });
    await dying.start();
    const inHand = await world.tell({ url: receiver.url });
    await waitFor(() => taken, { what: 'the event to be taken' });
    await dying.stop();

    await using _next = await startProcess('notifier', env);
    const of = (job: string) => receiver.received.filter(({ body }) => body.data.id === job);
    await waitFor(() => of(inTry).length === 2 && of(inHand).length === 1, { what: 'both webhooks', timeoutMs: COMES_BACK_WITHIN_MS });
    expect(new Set(of(inTry).map(({ id, text }) => id + text)).size).toBe(1);
    expect(receiver.received.every(({ verified }) => verified)).toBe(true);
    await world.delivery(inTry, 'delivered');
    await world.delivery(inHand, 'delivered');
  },
  COMES_BACK_WITHIN_MS + 20_000,
);

test('a delivery whose reminder was lost is found by the sweep', async () => {
  await using world = await notifierWorld();
  await using receiver = await webhookReceiver();
  const clock = { skewMs: 0, now: () => Date.now() + clock.skewMs, sleep: async () => undefined };
  await world.startNotifier({ WEBHOOK_RETRY_DELAYS: '1h' }, { clock });
  receiver.next(1, { status: 503 });
  const job = await world.tell({ url: receiver.url });
  const { id } = await world.delivery(job, 'pending', 1);
  await waitFor(() => reminderState(world, id, 'delayed'), { what: 'the reminder of the next try' });
  await world.store.reminders.forget('delivery', { id, run: 0 });

  clock.skewMs = 2 * 3_600_000;
  const logger = createLogger({ name: 'sweeper', level: 'silent' });
  const sweeper = openStore({ url: world.redis.url, prefix: world.redis.prefix, role: 'worker', now: clock.now, logger });
  expect(await sweeper.createSweep({ retentionMs: 7 * 86_400_000 }).sweepOnce()).toBe(1);
  await sweeper.close();
  await world.delivery(job, 'delivered', 2);
});

async function reminderState(world: NotifierWorld, id: string, state: string): Promise<boolean> {
  const queue = world.store.reminders.queues().find(({ name }) => name === 'delivery');
  return (await queue?.getJobState(id)) === state;
}
