import { once } from 'node:events';

import { expect, test } from '@jest/globals';
import { ownRedis, waitFor } from '@darkroom/testkit';

import { connectRedis } from './connection.ts';

/** A port on which nothing listens. */
const NOBODY = 'redis://127.0.0.1:1';

test.each(['worker', 'request'] as const)(
  'a connection (%s) that waits for its next try can be ended, and so can its copy',
  async (role) => {
    const redis = connectRedis({ url: NOBODY, role, onError: () => undefined });
    const copy = redis.duplicate();
    copy.on('error', () => undefined);
    for (const client of [redis, copy]) {
      await waitFor(() => client.status === 'reconnecting', { what: 'the next try to be awaited' });
      const ended = once(client, 'end');
      client.disconnect();
      await ended;
      expect(client.status).toBe('end');
    }
  },
);

test('it ends also where Redis is back before the try, and can be used again', async () => {
  await using redis = await ownRedis();
  const client = connectRedis({ url: redis.url, role: 'worker', onError: () => undefined });
  await client.ping();
  client.once('reconnecting', () => client.disconnect());
  const ended = once(client, 'end');
  await redis.command('CLIENT', 'KILL', 'TYPE', 'normal');
  await ended;
  await client.connect();
  expect(await client.ping()).toBe('PONG');
  client.disconnect();
});
