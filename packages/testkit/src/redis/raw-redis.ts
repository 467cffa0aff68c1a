import { Redis } from 'ioredis';

/** A plain connection for tests of apps that must look into Redis directly. The caller disconnects it. */
export function rawRedis({ url }: { url: string }): Redis {
  return new Redis(url, { maxRetriesPerRequest: 1 });
}
