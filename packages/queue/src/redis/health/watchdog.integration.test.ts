import { expect, test } from '@jest/globals';
import { ownRedis, waitFor } from '@darkroom/testkit';

import { setup } from '../../test/world.ts';
import type { Watched } from './watchdog.ts';

const LOOKS = 6;

/** A loop that is stuck, with work or without. */
function stuck(over: Partial<Watched> = {}): Watched {
  return { name: 'stuck', steps: () => 0, hasWork: async () => true, ...over };
}

/** The findings of this many checks, one after another. */
async function look(world: Awaited<ReturnType<typeof setup>>, watched: Watched[], looks: number): Promise<string[][]> {
  const watchdog = world.store.createWatchdog({ watched, onWedged: () => undefined });
  const found = [];
  for (let n = 0; n < looks; n++) found.push(await watchdog.lookOnce());
  return found;
}

test('a worker that takes nothing while its queue waits is wedged at the sixth check after the first', async () => {
  await using world = await setup();
  const deaf = world.store.createRemindedWorker({ queue: 'generation', concurrency: 1, process: async () => ({ note: 'done' }) });
  await world.accept();
  const found = await look(world, [deaf], LOOKS + 1);
  expect(found).toEqual([...Array.from({ length: LOOKS }, () => []), ['generation']]);
});

test('while started it reports wedged loops, and after its stop nothing', async () => {
  await using world = await setup();
  const reports: string[] = [];
  const watchdog = world.store.createWatchdog({ watched: [stuck()], onWedged: ({ message }) => reports.push(message), everyMs: 1 });
  await watchdog.start();
  await waitFor(() => reports.length > 0, { what: 'its report' });
  expect(reports[0]).toBe('Redis takes writes and work waits, but nothing was done for 90 s by: stuck');
  await watchdog.stop();
  const before = reports.length;
  await watchdog.start();
  expect(reports).toHaveLength(before);
});

test('an overdue reminder that is still delayed is waiting work as well', async () => {
  await using world = await setup();
  const deaf = world.store.createRemindedWorker({ queue: 'delivery', concurrency: 1, process: async () => ({ note: 'done' }) });
  await world.store.reminders.add('delivery', { id: 'dlv_1', run: 0 }, 60_000);
  const canAsk = () =>
    deaf.hasWork().then(
      () => true,
      () => false,
    );
  await waitFor(canAsk, { what: 'the connection that asks' });
  expect(await deaf.hasWork()).toBe(false);
  world.clock.ahead = 120_000;
  expect(await deaf.hasWork()).toBe(true);
});

test('a busy worker is not wedged, nor one without work, nor one without free places', async () => {
  await using world = await setup();
  const under = Promise.withResolvers<{ note: string }>();
  const busy = world.store.createRemindedWorker({ queue: 'generation', concurrency: 1, process: () => under.promise });
  await busy.start();
  await world.accept();
  await world.accept();
  await waitFor(() => busy.steps() === 1, { what: 'a pass to be under way' });

  let steps = 0;
  const atWork = stuck({ name: 'at work', steps: () => ++steps });
  const atRest = stuck({ name: 'at rest', hasWork: async () => false });
  expect((await look(world, [busy, atWork, atRest], LOOKS + 1)).flat()).toEqual([]);
  under.resolve({ note: 'done' });
  await busy.stop();
});

test('no loop is suspected while Redis refuses writes, and counting restarts when it accepts them', async () => {
  await using redis = await ownRedis();
  await using world = await setup({ url: redis.url, prefix: 'watched' });
  const watchdog = world.store.createWatchdog({ watched: [stuck()], onWedged: () => undefined });
  const lookTimes = async (times: number) => {
    for (let n = 0; n < times; n++) expect(await watchdog.lookOnce()).toEqual([]);
  };
  await waitFor(async () => (await world.store.readiness()).ready, { what: 'Redis to be there' });
  await lookTimes(LOOKS);
  await redis.command('CONFIG', 'SET', 'maxmemory', '1');
  await lookTimes(LOOKS + 1);
  await redis.command('CONFIG', 'SET', 'maxmemory', '0');
  await lookTimes(LOOKS);
  expect(await watchdog.lookOnce()).toEqual(['stuck']);
});

test('the outcome of a paid call waits until a full Redis accepts it', async () => {
  await using redis = await ownRedis();
  await using world = await setup({ url: redis.url, prefix: 'full' });
  const pass = await world.begin(await world.accept());
  const { intent, code } = await world.store.passes.intend(pass, 'generate');
  expect(code).toBe('new');
  await redis.command('CONFIG', 'SET', 'maxmemory', '1');
  const settled = world.store.passes.settle(pass, intent, { status: 'waiting', set: { getty_id: 'g-1' } });
  const refusals = async () => Number(/total_error_replies:(\d+)/.exec(String(await redis.command('INFO', 'stats')))?.[1]);
  await waitFor(async () => (await refusals()) > 0, { what: 'Redis to refuse it' });
  await redis.command('CONFIG', 'SET', 'maxmemory', '0');
  expect(await settled).toBe('settled');
  expect((await world.store.jobs.get(pass.record.id))?.gettyId).toBe('g-1');
});
