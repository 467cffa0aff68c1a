import { expect, test } from '@jest/globals';

import type { StoredEvent } from '../records/event-log.ts';
import { setup } from '../test/world.ts';

const DAY_MS = 86_400_000;

/** A store and a consumer of its log that takes failed events again in the next round. */
async function world(handle: (event: StoredEvent) => Promise<void> = async () => undefined) {
  const made = await setup();
  const handled: string[] = [];
  const aside: string[] = [];
  const consumer = made.store.createEventConsumer({
    group: 'notifier',
    consumer: 'test',
    againAfterMs: 0,
    handle: async (event) => {
      await handle(event);
      if (event.about === 'job') handled.push(event.record.id);
    },
    onSetAside: ({ id }) => void aside.push(id),
  });
  const end = async (): Promise<string> => {
    const id = await made.accept();
    await made.store.jobs.cancel(id, 'generation');
    return id;
  };
  return {
    ...made,
    handled,
    aside,
    /** Makes a job that has ended, with its event. */
    end,
    /** Runs one round of the consumer with one new event; returns its job. */
    round: async (): Promise<string> => {
      const id = await end();
      made.clock.ahead += 6_000;
      await consumer.roundOnce();
      return id;
    },
    pending: async () => (await made.raw.xpending(made.keys.events, 'notifier'))[0],
    async [Symbol.asyncDispose]() {
      await consumer.stop();
      await made[Symbol.asyncDispose]();
    },
  };
}

test('an unreadable event is set aside after five tries, and delays neither others, nor trimming, nor retention', async () => {
  await using made = await world();
  const poisoned = await made.end();
  const spec = (await made.raw.get(made.keys.spec(poisoned)))!;
  await made.raw.set(made.keys.spec(poisoned), '{"broken');
  const others = [await made.end()];
  for (let tries = 0; tries < 5; tries++) {
    expect(made.aside).toEqual([]);
    others.push(await made.round());
  }
  expect(made.handled).toEqual(others);
  expect(made.aside).toHaveLength(1);
  expect(await made.pending()).toBe(0);
  const [event, ...more] = await made.store.eventsAside.list();
  expect(more).toEqual([]);
  expect(event).toMatchObject({ id: made.aside[0], type: 'generation.canceled', tenant: 'acme', subject: poisoned, tries: 5 });
  expect(event?.error).toContain('JSON');

  made.clock.ahead += 2 * DAY_MS;
  await made.store.createSweep({ retentionMs: DAY_MS }).sweepOnce();
  expect(await made.store.jobs.get(others[0]!)).toBeNull();
  await made.raw.set(made.keys.spec(poisoned), spec);
  expect(await made.store.eventsAside.retry('all', async () => undefined)).toMatchObject([{ id: event!.id, outcome: 'handled' }]);
  expect(await made.store.eventsAside.count()).toBe(0);
});

test('an event set aside can be retried by its id, stays when that fails, and is removed when its subject is gone', async () => {
  await using made = await world(async () => Promise.reject(new Error('a bug')));
  const first = await made.round();
  for (let tries = 0; tries < 7; tries++) await made.round();
  const aside = await made.store.eventsAside.list();
  expect(aside.length).toBeGreaterThan(1);
  expect(aside[0]).toMatchObject({ subject: first, error: 'Error: a bug' });
  expect(await made.store.eventsAside.newest(2)).toEqual({ count: aside.length, newest: aside.toReversed().slice(0, 2) });
  const id = aside[0]!.id;
  expect(await made.store.eventsAside.retry(id, async () => Promise.reject(new Error('still')))).toEqual([
    { id, outcome: 'failed', error: 'Error: still' },
  ]);
  const handled: StoredEvent[] = [];
  const retried = await made.store.eventsAside.retry(id, async (event) => void handled.push(event));
  expect([retried, handled.map((event) => event.id)]).toEqual([[{ id, outcome: 'handled' }], [id]]);
  await made.raw.del(made.keys.spec(aside[1]!.subject));
  expect(await made.store.eventsAside.retry(aside[1]!.id, async () => undefined)).toEqual([{ id: aside[1]!.id, outcome: 'gone' }]);
  expect(await made.store.eventsAside.count()).toBe(aside.length - 2);
});

test('tries that fail because Redis is away do not count', async () => {
  let isAway = true;
  await using made = await world(async () => {
    if (isAway) throw new Error('OOM command not allowed when used memory > maxmemory');
  });
  const ids: string[] = [];
  for (let tries = 0; tries < 8; tries++) ids.push(await made.round());
  expect([made.handled, made.aside]).toEqual([[], []]);
  isAway = false;
  ids.push(await made.round());
  expect(made.handled.toSorted()).toEqual(ids.toSorted());
});

test('a failing event is counted once by a repeated command, and forgotten when it was handled', async () => {
  let fails = true;
  await using made = await world(async () => {
    if (fails) throw new Error('not yet');
  });
  await made.round();
  await made.round();
  fails = false;
  await made.round();
  expect(made.handled).toHaveLength(3);
  expect(await made.raw.exists(made.keys.eventTries)).toBe(0);
});
