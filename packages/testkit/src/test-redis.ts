import { randomBytes } from 'node:crypto';

import { Redis } from 'ioredis';

export type TestRedis = AsyncDisposable & {
  url: string;
  /** Fresh for each call; fits `REDIS_PREFIX`. */
  prefix: string;
  /** The keys of this prefix that exist now. */
  keys(): Promise<string[]>;
};

/** The Redis of this test run, with a prefix of one's own. Disposing deletes the keys that carry the prefix. */
export function testRedis(): TestRedis {
  const url = process.env.TEST_REDIS_URL;
  if (!url)
    throw new Error('TEST_REDIS_URL is not set: the tests run through the jest.config.js of the house, whose global setup starts a Redis');
  const prefix = `test-${randomBytes(6).toString('hex')}`;

  return {
    url,
    prefix,
    keys: () => withConnection(url, (redis) => keysWith(prefix, redis)),
    [Symbol.asyncDispose]: () =>
      withConnection(url, async (redis) => {
        const keys = await keysWith(prefix, redis);
        while (keys.length > 0) await redis.unlink(keys.splice(0, 1_000));
      }),
  };
}

async function keysWith(prefix: string, redis: Redis): Promise<string[]> {
  const keys = new Set<string>(); // SCAN may name one key twice
  let cursor = '0';
  do {
    const [next, found] = await redis.scan(cursor, 'MATCH', `*${prefix}*`, 'COUNT', 1_000);
    for (const key of found) keys.add(key);
    cursor = next;
  } while (cursor !== '0');
  return [...keys];
}

async function withConnection<T>(url: string, use: (redis: Redis) => Promise<T>): Promise<T> {
  const redis = new Redis(url, { maxRetriesPerRequest: 1 });
  try {
    return await use(redis);
  } finally {
    redis.disconnect();
  }
}
