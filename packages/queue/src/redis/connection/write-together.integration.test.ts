import { once } from 'node:events';

import { expect, test } from '@jest/globals';
import { testRedis, waitFor } from '@darkroom/testkit';

import { connectRedis } from './connection.ts';

async function setup() {
  const shared = testRedis();
  const redis = connectRedis({ url: shared.url, role: 'worker', onError: () => undefined });
  await once(redis, 'ready');
  return {
    redis,
    key: `${shared.prefix}:written`,
    async [Symbol.asyncDispose]() {
      if (redis.status === 'ready') redis.disconnect(); // a second disconnect would leave one of ioredis' timers behind
      await shared[Symbol.asyncDispose]();
    },
  };
}

test('commands of one turn wait for its end and are sent in order, on each new connection', async () => {
  await using other = await setup();
  await using world = await setup();
  const { redis } = world;
  for (let connection = 1; connection <= 2; connection++) {
    const answers = ['a', 'b', 'c'].map((word) => redis.echo(word));
    expect(redis.stream.writableCorked).toBe(1);
    expect(await Promise.all(answers)).toEqual(['a', 'b', 'c']);
    expect(redis.stream.writableCorked).toBe(0);
    const id = await redis.client('ID');
    const again = once(redis, 'ready');
    await other.redis.client('KILL', 'ID', id);
    await again;
  }
});

test('commands given before a disconnect are still sent', async () => {
  await using reader = await setup();
  await using writer = await setup();
  void writer.redis.set(reader.key, 'sent').catch(() => undefined); // its answer is not waited for
  writer.redis.disconnect();
  await once(writer.redis, 'end');
  expect(await waitFor(() => reader.redis.get(reader.key), { what: 'the command to arrive' })).toBe('sent');
});
