import { Redis } from 'ioredis';

import { nearestAddress } from './redis-socket.ts';

/** A plain connection for tests of apps that must look into Redis directly. The caller disconnects it. */
export function rawRedis({ url }: { url: string }): Redis {
  return new Redis(nearestAddress(url), { maxRetriesPerRequest: 1 });
}
