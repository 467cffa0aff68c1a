import { expect, test } from '@jest/globals';
import { ownRedis, waitFor } from '@darkroom/testkit';

import type { StoredEvent } from '../records/event-log.ts';
import { setup, newJob } from '../test/world.ts';

type World = Awaited<ReturnType<typeof setup>>;

/** Takes a job in and cancels it; returns its id. */
async function tell(world: World): Promise<string> {
  const id = await world.accept();
  await world.store.jobs.cancel(id, 'generation');
  return id;
}

/** Collects what is watched, until disposed. */
function watch({ store }: World) {
  const ending = new AbortController();
  const jobs: string[] = [];
  const watching = Promise.withResolvers<void>();
  const take = (event: StoredEvent) => jobs.push(event.about === 'job' ? event.record.id : event.id);
  const over = (async () => {
    for await (const event of store.watchEvents(ending.signal, watching.resolve)) take(event);
  })();
  return {
    jobs,
    watching: watching.promise,
    over,
    async [Symbol.asyncDispose]() {
      ending.abort();
      await over.catch(() => undefined); // whoever looks at `over` has seen it
    },
  };
}

test('tells what is appended from the moment on in which it says that it watches', async () => {
  await using world = await setup();
  await tell(world);
  for (let round = 0; round < 20; round++) {
    await using watched = watch(world);
    await watched.watching;
    const ids = [await tell(world), await tell(world)];
    await waitFor(() => watched.jobs.length >= 2, { what: 'both events' });
    expect(watched.jobs).toEqual(ids);
  }
});

test('goes on where it stood after Redis was killed, and loses nothing', async () => {
  await using redis = await ownRedis();
  await using world = await setup({ url: redis.url, prefix: 'watch' });
  await using watched = watch(world);
  await watched.watching;
  const ids = [await tell(world)];
  for (let round = 0; round < 3; round++) {
    await redis.kill();
    const telling = tell(world); // waits for Redis, and is there before the watch is
    await redis.restart();
    ids.push(await telling, await tell(world));
  }
  await waitFor(() => watched.jobs.length >= ids.length, { what: 'every event', timeoutMs: 20_000 });
  expect(watched.jobs).toEqual(ids);
}, 180_000);

test('says so when the log was trimmed past its place while Redis could not be read', async () => {
  await using redis = await ownRedis();
  await using world = await setup({ url: redis.url, prefix: 'watch' });
  await using watched = watch(world);
  await watched.watching;
  await tell(world);
  await waitFor(() => watched.jobs.length, { what: 'the first event' });
  // In one step, so that the watch cannot come between: it is hung up on, more is appended, and only the last of it is left.
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

test('that nobody wants any more ends while Redis does not answer', async () => {
  await using redis = await ownRedis();
  await using world = await setup({ url: redis.url, prefix: 'watch' });
  const watched = watch(world);
  await watched.watching;
  await redis.pause();
  await watched[Symbol.asyncDispose]();
  expect(watched.jobs).toEqual([]);
  await redis.resume();
});
