import { deliveryId, type StoredEvent } from '@darkroom/queue';
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
