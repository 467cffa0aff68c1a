import { expect, test } from '@jest/globals';
import { Redis } from 'ioredis';

import { redisContents } from './redis-contents.ts';
import { testRedis } from './test-redis.ts';

test('shows every type of key with its contents', async () => {
  await using world = testRedis();
  const redis = new Redis(world.url);
  const key = (name: string) => `${world.prefix}:${name}`;
  await redis.set(key('string'), 'a');
  await redis.hset(key('hash'), 'field', 'b');
  await redis.rpush(key('list'), 'c', 'd');
  await redis.sadd(key('set'), 'e');
  await redis.zadd(key('zset'), 7, 'f');
  await redis.xadd(key('stream'), '1-1', 'field', 'g');
  redis.disconnect();

  const contents = await redisContents(world);
  expect(Object.fromEntries(contents.map((entry) => [entry.key.slice(world.prefix.length + 1), entry.texts]))).toEqual({
    string: ['a'],
    hash: ['field', 'b'],
    list: ['c', 'd'],
    set: ['e'],
    zset: ['f', '7'],
    stream: ['1-1', 'field', 'g'],
  });
});
