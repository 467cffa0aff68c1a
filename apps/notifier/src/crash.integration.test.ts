import { describe, expect, test } from '@jest/globals';
import { redisContents, startProcess, waitFor, webhookReceiver } from '@darkroom/testkit';

import { notifierWorld, SECRET, type NotifierWorld } from './test/notifier-world.ts';

/** A delivery of a dead notifier returns after its lease (30 s), and an event of a dead consumer after 15 s, checked every 5 s. */
const COMES_BACK_WITHIN_MS = 90_000;

test('a notifier killed during a try, and one that died while it held an event, lose no webhook', async () => {
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
  const inTry = await world.emit({ url: receiver.url });
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
  const inHand = await world.emit({ url: receiver.url });
  await waitFor(() => taken, { what: 'the event to be taken' });
  await dying.stop();

  await using _next = await startProcess('notifier', env);
  const of = (job: string) => receiver.received.filter(({ body }) => body.data.id === job);
  await waitFor(() => of(inTry).length === 2 && of(inHand).length === 1, { what: 'both webhooks', timeoutMs: COMES_BACK_WITHIN_MS });
  expect(new Set(of(inTry).map(({ id, text }) => id + text)).size).toBe(1);
  expect(receiver.received.every(({ verified }) => verified)).toBe(true);
  await world.delivery(inTry, 'delivered');
  await world.delivery(inHand, 'delivered');
});

describe('a delivery that an earlier version stored', () => {
  test.each(['its reminder', 'the sweep'])('is sent because of %s, with its body and its tries', async (by) => {
    await using world = await notifierWorld();
    await using receiver = await webhookReceiver({ secret: SECRET });
    const job = await world.emit(undefined);
    const id = `dlv_1700000000000_0_job`;
    await storeAsBefore(world, { id, job, url: receiver.url });
    expect(await world.store.deliveries.get(id)).toMatchObject({ status: 'pending', attempts: 1, url: receiver.url });
    if (by === 'its reminder') await world.store.reminders.add('delivery', { id, run: 0 });
    else await world.store.createSweep({ retentionMs: 7 * 86_400_000 }).sweepOnce();

    await world.startNotifier();
    await world.delivery(job, 'delivered', 2);
    expect(receiver.received.map(({ id: event, text, verified }) => [event, text, verified])).toEqual([
      ['evt_1700000000000-0', BODY, true],
    ]);
    expect((await world.store.deliveries.attempts(id)).map(({ attempt, status }) => [attempt, status])).toEqual([
      [1, 500],
      [2, 204],
    ]);
    const left = await redisContents(world.redis);
    expect(left.filter(({ key }) => /(?<!bull):(delivery:|deliveries-due)/.test(key))).toEqual([]);
  });
});

const BODY = '{"type":"generation.succeeded","data":{}}';

/** A pending, overdue delivery after one failed try, in the earlier format with one hash per delivery. */
async function storeAsBefore({ redis }: NotifierWorld, { id, job, url }: { id: string; job: string; url: string }): Promise<void> {
  const key = (...parts: string[]) => [`{${redis.prefix}}`, ...parts].join(':');
  const createdAt = Date.now() - 120_000;
  const fields = {
    event_id: 'evt_1700000000000-0',
    event_type: 'generation.succeeded',
    tenant: 'acme',
    job_id: job,
    url,
    body: BODY,
    status: 'pending',
    attempts: 1,
    next_at: Date.now() - 90_000,
    created_at: createdAt,
  };
  await redis.command('HSET', key('delivery', id), ...Object.entries(fields).flat());
  const attempt = { at: new Date(createdAt).toISOString(), attempt: 1, status: 500, duration_ms: 3, error: 'answered 500', response: '' };
  await redis.command('RPUSH', key('attempts', id), JSON.stringify(attempt));
  for (const list of [key('tenant-deliveries', 'acme'), key('deliveries', job)]) await redis.command('ZADD', list, createdAt, id);
  await redis.command('ZADD', key('deliveries-due'), Date.now() - 30_000, id);
}
