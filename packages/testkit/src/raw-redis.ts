import { Redis } from 'ioredis';

/** A plain connection, for tests of apps, which have none: to look behind the store. Whoever opens it disconnects it. */
export function rawRedis({ url }: { url: string }): Redis {
  return new Redis(url, { maxRetriesPerRequest: 1 });
}
