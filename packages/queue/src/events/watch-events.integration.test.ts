import { expect, test } from '@jest/globals';
import { ownRedis, waitFor } from '@darkroom/testkit';

import type { StoredEvent } from '../records/event-log.ts';
import { setup, newJob } from '../test/world.ts';

type World = Awaited<ReturnType<typeof setup>>;

/** Accepts a job and cancels it; returns its id. */
async function publish(world: World): Promise<string> {
  const id = await world.accept();
  await world.store.jobs.cancel(id, 'generation');
  return id;
}

/** Collects watched events until disposed. */
function watch({ store }: World) {
  const ending = new AbortController();
  const jobs: string[] = [];
  const watching = Promise.withResolvers<void>();
  const take = (event: StoredEvent) => jobs.push(event.about === 'job' ? event.record.id : event.id);
  const over = (async () => {
    for await (const event of store.watchEvents(ending.signal, watching.resolve)) take(event);
  })();
  const ended = over.then(() => {
    throw new Error('the watch has ended');
  });
  ended.catch(() => undefined); // `sees` and tests that read `over` see it
  return {
    jobs,
    watching: watching.promise,
    over,
    /** @throws the error of the watch, if it ends before */
    sees: async (count: number, what: string) => Promise.race([ended, waitFor(() => jobs.length >= count, { what })]),
    async [Symbol.asyncDispose]() {
      ending.abort();
      await over.catch(() => undefined); // tests that read `over` see it
    },
  };
}

test('yields what is appended from the moment it reports that it watches', async () => {
  await using world = await setup();
  await publish(world);
  for (let round = 0; round < 20; round++) {
    await using watched = watch(world);
    await watched.watching;
    const ids = [await publish(world), await publish(world)];
    await watched.sees(2, 'both events');
    expect(watched.jobs).toEqual(ids);
  }
});

test('goes on behind an event that a later version has packed in another way', async () => {
  await using world = await setup();
  await using watched = watch(world);
  await watched.watching;
  await world.raw.xadd(world.keys.events, '*', 'id', 'job_1', 'tenant', 'acme', 'event', 'generation.failed', 'p', '2 in another way');
  const id = await publish(world);
  await watched.sees(1, 'the event behind it');
  expect(watched.jobs).toEqual([id]);
});

test('continues at its place after Redis was killed, and loses nothing', async () => {
  await using redis = await ownRedis();
  await using world = await setup({ url: redis.url, prefix: 'watch' });
  await using watched = watch(world);
  await watched.watching;
  const ids = [await publish(world)];
  for (let round = 0; round < 3; round++) {
    await redis.kill();
    const publishing = publish(world); // waits for Redis, and is back before the watch
    await redis.restart();
    ids.push(await publishing, await publish(world));
  }
  await watched.sees(ids.length, 'every event');
  expect(watched.jobs).toEqual(ids);
});

test('continues where its connection broke before the first event of all', async () => {
  await using redis = await ownRedis();
  await using world = await setup({ url: redis.url, prefix: 'watch' });
  const id = await publish(world);
  const { events } = world.keys;
  const [[, fields]] = (await world.raw.xrange(events, '-', '+')) as [[string, string[]]];
  await world.raw.del(events);
  await using watched = watch(world);
  await watched.watching;
  // In one step: when the watch is back, the event is there.
  await world.raw
    .multi()
    .call('CLIENT', 'KILL', 'TYPE', 'normal')
    .xadd(events, '*', ...fields)
    .exec();
  await watched.sees(1, 'the event');
  expect(watched.jobs).toEqual([id]);
});

test('throws if the log was trimmed past its place while Redis could not be read', async () => {
  await using redis = await ownRedis();
  await using world = await setup({ url: redis.url, prefix: 'watch' });
  await using watched = watch(world);
  await watched.watching;
  await publish(world);
  await watched.sees(1, 'the first event');
  // In one step, so that the watch cannot run in between: it is disconnected, more is appended, and only the last entry is left.
  const entry = ['id', newJob(world.clock.now()).id] as const;
  const { events } = world.keys;
  const cut = world.raw
    .multi()
    .call('CLIENT', 'KILL', 'TYPE', 'normal')
    .xadd(events, '*', ...entry)
    .xadd(events, '*', ...entry);
  await cut.xtrim(events, 'MAXLEN', 1).exec();
  await expect(watched.over).rejects.toThrow('trimmed past the place');
});

test('that is aborted ends even if Redis does not answer', async () => {
  await using redis = await ownRedis();
  await using world = await setup({ url: redis.url, prefix: 'watch' });
  const watched = watch(world);
  await watched.watching;
  await redis.pause();
  await watched[Symbol.asyncDispose]();
  expect(watched.jobs).toEqual([]);
  await redis.resume();
});
