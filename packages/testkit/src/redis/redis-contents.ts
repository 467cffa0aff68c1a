import { Redis } from 'ioredis';

import { scanKeys } from './scan-keys.ts';

/** One key and its contents as texts: a hash's fields and values, a stream's entry ids, fields and values, and so on. */
export type RedisEntry = { key: string; type: string; texts: string[] };

/** Everything in a Redis, or in all keys that contain `prefix`, for tests that search it. */
export async function redisContents({ url, prefix = '' }: { url: string; prefix?: string }): Promise<RedisEntry[]> {
  const redis = new Redis(url, { maxRetriesPerRequest: 1 });
  try {
    const entries: RedisEntry[] = [];
    for (const key of await scanKeys(redis, prefix)) {
      const type = await redis.type(key);
      if (type !== 'none') entries.push({ key, type, texts: await readKey(redis, key, type) });
    }
    return entries;
  } finally {
    redis.disconnect();
  }
}

async function readKey(redis: Redis, key: string, type: string): Promise<string[]> {
  switch (type) {
    case 'string':
      return [(await redis.get(key)) ?? ''];
    case 'hash':
      return Object.entries(await redis.hgetall(key)).flat();
    case 'list':
      return redis.lrange(key, 0, -1);
    case 'set':
      return redis.smembers(key);
    case 'zset':
      return redis.zrange(key, 0, '-1', 'WITHSCORES');
    case 'stream':
      return (await redis.xrange(key, '-', '+')).flatMap(([id, fields]) => [id, ...fields]);
    default:
      throw new Error(`${key} is a ${type}: not supported`);
  }
}
