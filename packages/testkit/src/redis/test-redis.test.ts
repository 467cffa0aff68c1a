import { expect, test } from '@jest/globals';
import { Redis } from 'ioredis';

import { testRedis } from './test-redis.ts';

test('each call has its own prefix, and disposing deletes only its keys', async () => {
  await using kept = testRedis();
  const redis = new Redis(kept.url);
  {
    await using gone = testRedis();
    expect(gone.prefix).not.toBe(kept.prefix);
    await redis.mset(`{${gone.prefix}}:a`, '1', `bull:${gone.prefix}:b`, '2', `${kept.prefix}:c`, '3');
    expect((await gone.keys()).sort()).toEqual([`bull:${gone.prefix}:b`, `{${gone.prefix}}:a`]);
  }
  expect(await redis.exists(`${kept.prefix}:c`)).toBe(1);
  expect(await kept.keys()).toEqual([`${kept.prefix}:c`]);
  redis.disconnect();
});

test('the Redis of the run syncs every write, evicts nothing, and refuses nobody while it is busy', async () => {
  await using world = testRedis();
  const redis = new Redis(world.url);
  expect(await redis.config('GET', 'appendfsync')).toEqual(['appendfsync', 'always']);
  expect(await redis.config('GET', 'maxmemory-policy')).toEqual(['maxmemory-policy', 'noeviction']);
  expect(await redis.config('GET', 'lua-time-limit')).toEqual(['lua-time-limit', '0']);
  redis.disconnect();
});
