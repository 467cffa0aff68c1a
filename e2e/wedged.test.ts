import { expect, test } from '@jest/globals';
import { ownRedis } from '@darkroom/testkit';

import { startForwarder } from './forwarder.ts';
import { startSystem } from './system.ts';
import { preload } from './jumping-clock.ts';

/** Node's option under which the watchdog's looks, 15 s apart, come quickly. Nothing else of a worker waits so long to the millisecond. */
const QUICK_WATCHDOG = preload(`
  const wait = globalThis.setTimeout;
  globalThis.setTimeout = (run, ms, ...given) => wait(run, ms === 15_000 ? 300 : ms, ...given);`);

/**
 * G8: the connections over which the worker works have lost their other end without a word, and those that are made anew lose it as well. Redis
 * itself is well and answers whoever only asks: health checks see nothing.
 */
test('a worker that is alive and takes nothing any more ends itself, and what it had is taken over by the next', async () => {
  await using redis = await ownRedis();
  await using forwarder = await startForwarder(redis);
  await using system = await startSystem({ redisUrl: redis.url, workers: 0 });
  const wedged = await system.start.worker({ REDIS_URL: forwarder.url, NODE_OPTIONS: QUICK_WATCHDOG });
  const first = await system.submit({ prompt: 'a fox [sim:duration=4s]' });
  await system.reaches(first.id, ({ status }) => status === 'waiting', 'to be sent');

  forwarder.loseWhoSends('fcall', 'evalsha'); // ours, and BullMQ's
  const second = await system.submit({ prompt: 'a second fox' });
  expect(await wedged.waitForLog('watchdog.wedged')).toMatchObject({ level: 'fatal' });
  expect(await wedged.exited).toEqual({ code: 1, signal: null });

  await system.start.worker();
  for (const { id } of [first, second]) expect(await system.ended(id)).toMatchObject({ status: 'succeeded', attempts: 1 });
  expect((await system.ledger()).generations).toHaveLength(2);
});
