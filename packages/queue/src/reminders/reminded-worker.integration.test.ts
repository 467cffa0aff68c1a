import { expect, test } from '@jest/globals';
import { ownRedis, waitFor } from '@darkroom/testkit';

import { setup } from '../test/world.ts';

test('a reminder that is done leaves nothing in Redis, and can be added again', async () => {
  await using world = await setup();
  const id = await world.accept();
  let passes = 0;
  const worker = world.store.createRemindedWorker({ queue: 'generation', concurrency: 1, process: async () => ({ note: `${++passes}` }) });
  await worker.start();
  try {
    for (let times = 1; times <= 3; times++) {
      await waitFor(async () => passes === times && (await world.raw.exists(`${world.keys.bull}:generation:${id}.1`)) === 0, {
        what: 'the reminder to be gone',
      });
      await world.store.reminders.ensure('generation', { id, run: 1 });
    }
  } finally {
    await worker.stop();
  }
  expect(await world.raw.exists(`${world.keys.bull}:generation:completed`, `${world.keys.bull}:generation:failed`)).toBe(0);
});

test('a pass that throws is reported, and its reminder comes back later, any number of times', async () => {
  await using world = await setup();
  const id = await world.accept();
  const [queue] = world.store.reminders.queues();
  const state = () => queue!.getJobState(`${id}.1`);
  let thrown = 0;
  const worker = world.store.createRemindedWorker({
    queue: 'generation',
    concurrency: 1,
    process: async () => {
      thrown++;
      throw new Error('a bug');
    },
  });
  await worker.start();
  try {
    for (let times = 1; times <= 3; times++) {
      await waitFor(async () => thrown === times && (await state()) === 'delayed', { what: 'the reminder to be handed back' });
      await world.store.reminders.ensure('generation', { id, run: 1 });
    }
  } finally {
    await worker.stop();
  }
  expect(await queue!.getFailedCount()).toBe(0);
});

test('a pass gets to know that a process died while it held the reminder', async () => {
  await using world = await setup();
  const [well, died] = [await world.accept(), await world.accept()];
  await world.raw.hset(`${world.keys.bull}:generation:${died}.1`, 'stc', '1');
  const seen = new Map<string, boolean>();
  const worker = world.store.createRemindedWorker({
    queue: 'generation',
    concurrency: 1,
    process: async ({ id }, { hasStalled }) => {
      seen.set(id, hasStalled);
      return { note: 'done' };
    },
  });
  await worker.start();
  try {
    await waitFor(() => seen.size === 2, { what: 'both passes' });
  } finally {
    await worker.stop();
  }
  expect(Object.fromEntries(seen)).toEqual({ [well]: false, [died]: true });
});

test('a worker that is stopped while Redis is away ends when Redis is back and its pass is over', async () => {
  await using redis = await ownRedis();
  await using world = await setup({ url: redis.url, prefix: 'stopped' });
  await world.accept();
  const { promise: over, resolve: end } = Promise.withResolvers<void>();
  let begun = false;
  const worker = world.store.createRemindedWorker({
    queue: 'generation',
    concurrency: 5,
    process: async () => {
      begun = true;
      await over;
      return { note: 'done' };
    },
  });
  await worker.start();
  await waitFor(() => begun, { what: 'the pass to begin' });
  await redis.kill();
  await waitFor(
    () =>
      worker.hasWork().then(
        () => false,
        () => true,
      ),
    { what: 'the worker to notice' },
  );
  const stopped = worker.stop();
  await redis.restart();
  end();
  expect(await stopped).toBeUndefined();
});
