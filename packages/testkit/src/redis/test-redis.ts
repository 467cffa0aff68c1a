import { randomBytes } from 'node:crypto';

import { Redis } from 'ioredis';

import { nearestAddress } from './redis-socket.ts';
import { scanKeys } from './scan-keys.ts';

export type TestRedis = AsyncDisposable & {
  url: string;
  /** New for each call; valid as `REDIS_PREFIX`. */
  prefix: string;
  /** The existing keys of this prefix. */
  keys(): Promise<string[]>;
  /** Sends one command and returns its answer. Name keys with the prefix. */
  command(name: string, ...words: (string | number)[]): Promise<unknown>;
};

/** The Redis of this test run, with a new prefix. Disposing deletes the keys with the prefix. */
export function testRedis(): TestRedis {
  const url = process.env.TEST_REDIS_URL;
  if (!url) throw new Error('TEST_REDIS_URL is not set: run the tests with the jest.config.js at the root, which starts a Redis');
  const prefix = `test-${randomBytes(6).toString('hex')}`;

  return {
    url,
    prefix,
    keys: () => withConnection(url, (redis) => scanKeys(redis, prefix)),
    command: (name, ...words) => withConnection(url, (redis) => redis.call(name, ...words)),
    [Symbol.asyncDispose]: () =>
      withConnection(url, async (redis) => {
        const keys = await scanKeys(redis, prefix);
        while (keys.length > 0) await redis.unlink(keys.splice(0, 1_000));
      }),
  };
}

async function withConnection<T>(url: string, use: (redis: Redis) => Promise<T>): Promise<T> {
  const redis = new Redis(nearestAddress(url), { maxRetriesPerRequest: 1 });
  try {
    return await use(redis);
  } finally {
    redis.disconnect();
  }
}
