import { deliveryId, type StoredEvent } from '@darkroom/queue';
import { systemClock, type Clock } from '@darkroom/runtime';
import { stepsOf, waitFor, webhookReceiver } from '@darkroom/testkit';
import { describe, expect, test } from '@jest/globals';

import { notifierWorld } from './test/notifier-world.ts';
import { steppedNotifier, type SteppedNotifier } from './test/stepped-notifier.ts';

/** One event with two receivers: the webhook of its job, and an endpoint. Its first tries are made at once, or from the line. */
const OPENED = [...stepsOf(['enabled']), ...stepsOf(['openAll', 'acknowledge'])];
const WAYS = [
  { way: 'at once', places: 20, steps: [...OPENED, ...stepsOf(['post', 'settle']), ...stepsOf(['post', 'settle'])] },
  {
    way: 'from the line',
    places: 0,
    steps: [...OPENED, ...stepsOf(['get', 'body', 'post', 'settle']), ...stepsOf(['get', 'forSending', 'body', 'post', 'settle'])],
  },
];

async function setup() {
  const world = await notifierWorld();
  const [own, standing] = [await webhookReceiver(), await webhookReceiver()];
  const endpointId = await world.endpoint(standing.url);
  const job = await world.emit({ url: own.url });
  const events: StoredEvent[] = [];
  const consumer = world.store.createEventConsumer({ group: 'test', consumer: 'test', handle: async (event) => void events.push(event) });
  await consumer.start();
  const event = await waitFor(() => events[0], { what: 'the event' });
  await consumer.stop();
  const reminders = [null, endpointId].map((id) => ({ id: deliveryId(event, id), run: 0 }));

  const notifiers: SteppedNotifier[] = [];
  return {
    ...world,
    stepped: (options: Parameters<typeof steppedNotifier>[1]): SteppedNotifier => {
      const notifier = steppedNotifier(world.store, options);
      notifiers.push(notifier);
      return notifier;
    },
    event,
    reminders,
    receivers: [own, standing],
    deliveries: () => world.store.deliveries.ofJob(job),
    async [Symbol.asyncDispose]() {
      for (const notifier of notifiers) await notifier.close();
      await own[Symbol.asyncDispose]();
      await standing[Symbol.asyncDispose]();
      await world[Symbol.asyncDispose]();
    },
  };
}

describe.each(WAYS)('a notifier that tries $way', ({ places, steps }) => {
  test('takes these steps, if it is not disturbed', async () => {
    await using world = await setup();
    const notifier = world.stepped({ places });
    await notifier.run(world.event, world.reminders);
    expect(notifier.steps).toEqual(steps);
  });

  test.each(steps.map((step, number): [number, string] => [number, step]))(
    'and dies at step %d, %s, leaves the next one to reach each receiver, under one id; when it continues it adds nothing',
    async (haltAt) => {
      await using world = await setup();
      const first = world.stepped({ haltAt, places });
      await first.run(world.event, world.reminders);
      expect(first.steps.length).toBeGreaterThan(haltAt);

      // An event that was not acknowledged returns, and so does every delivery whose lease ended.
      await world.stepped({ places }).run(first.hasAcknowledged() ? undefined : world.event, world.reminders);
      const delivered = await world.deliveries();
      expect(new Set(delivered.map(({ id }) => id))).toEqual(new Set(world.reminders.map(({ id }) => id)));
      expect(delivered.map(({ status, attempts }) => [status, attempts])).toEqual([
        ['delivered', 1],
        ['delivered', 1],
      ]);
      await first.goOn();
      expect(await world.deliveries()).toEqual(delivered);
      for (const { received } of world.receivers) {
        expect([1, 2]).toContain(received.length);
        const body = await world.store.deliveries.body(delivered[0]!.id);
        expect(new Set(received.map(({ id, text }) => id + text))).toEqual(new Set([`${world.event.id}${body}`]));
      }
    },
  );
});

test('a first try that was interrupted is found within 20 s', async () => {
  await using world = await notifierWorld();
  await using receiver = await webhookReceiver();
  receiver.next(1, { hang: true });
  await world.startNotifier({}, { timeLimitMs: 600_000 });
  const job = await world.emit({ url: receiver.url });
  await waitFor(() => receiver.received.length === 1, { what: 'the first try' });
  const before = await world.store.deliveries.ofJob(job);
  expect(before).toMatchObject([{ status: 'pending', attempts: 0 }]);

  // For another notifier, 20 seconds have passed.
  const clock: Clock = { now: () => Date.now() + 20_000, sleep: (ms, signal) => systemClock.sleep(ms, signal) };
  await world.startNotifier({}, { clock });
  await world.delivery(job, 'delivered');
  expect(new Set(receiver.received.map(({ id, text }) => id + text)).size).toBe(1);
  expect(receiver.received).toHaveLength(2);
  // Cuts off the first try, whose result comes too late.
  await receiver[Symbol.asyncDispose]();
});

test('a thousand deliveries to a dead receiver delay no first try of another tenant', async () => {
  await using world = await notifierWorld();
  await using dead = await webhookReceiver({ answer: () => ({ hang: true }) });
  await using well = await webhookReceiver();
  await world.endpoint(dead.url, undefined, 'hostile');
  await Promise.all(Array.from({ length: 1_000 }, () => world.emit(undefined, undefined, { tenant: 'hostile' })));
  await world.startNotifier({}, { timeLimitMs: 600_000 });
  await waitFor(() => dead.received.length === 4, { what: 'four tries under way at the dead receiver' });
  const jobs = await Promise.all(Array.from({ length: 20 }, () => world.emit({ url: well.url })));
  for (const job of jobs) await world.delivery(job, 'delivered');
  expect([dead.received.length, well.received.length]).toEqual([4, 20]);
  await dead[Symbol.asyncDispose]();
});
