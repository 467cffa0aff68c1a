import { expect, test } from '@jest/globals';
import { createLogger } from '@darkroom/runtime';
import { waitFor, webhookReceiver } from '@darkroom/testkit';

import { readConfig } from './config.ts';
import { setAside, USAGE } from './set-aside.ts';
import { notifierWorld, SECRET } from './test/notifier-world.ts';

test('an operator lists the events that were set aside, and retries them', async () => {
  await using world = await notifierWorld();
  await using receiver = await webhookReceiver();
  const lines: string[] = [];
  const config = readConfig({ REDIS_URL: world.redis.url, REDIS_PREFIX: world.redis.prefix, WEBHOOK_SECRET: SECRET });
  const logger = createLogger({ name: 'set-aside', level: 'silent' });
  const run = (...words: string[]) => setAside({ config, logger, print: (line) => void lines.push(line) }, words);

  const failing = world.store.createEventConsumer({
    group: 'notifier',
    consumer: 'failing',
    againAfterMs: 0,
    handle: () => Promise.reject(new Error('a bug')),
  });
  const key = (name: string) => `{${world.redis.prefix}}:${name}`;
  const job = await world.emit({ url: receiver.url });
  const entry = await waitFor(async () => ((await world.redis.command('XRANGE', key('events'), '-', '+')) as string[][])[0]?.[0], {
    what: 'the event',
  });
  await failing.roundOnce();
  await world.redis.command('HSET', key('event-tries'), entry, '4 before');
  await failing.stop();
  const again = world.store.createEventConsumer({
    group: 'notifier',
    consumer: 'again',
    againAfterMs: 0,
    handle: () => Promise.reject(new Error('a bug')),
  });
  await again.start();
  await waitFor(async () => (await world.store.eventsAside.count()) === 1, { what: 'the event to be set aside' });
  await again.stop();

  expect(await run('list')).toBe(0);
  expect(JSON.parse(lines[0]!)).toMatchObject({ id: `evt_${entry}`, subject: job, error: 'Error: a bug' });
  expect(await run('retry', 'evt_1-1')).toBe(1);
  expect(await run('retry', `evt_${entry}`)).toBe(0);
  expect(JSON.parse(lines.at(-1)!)).toEqual({ id: `evt_${entry}`, outcome: 'handled' });
  await world.startNotifier();
  expect((await receiver.waitForEvent('generation.succeeded')).id).toBe(`evt_${entry}`);
  expect([await run(), await run('list', 'all'), lines.at(-1)]).toEqual([2, 2, USAGE]);
});
