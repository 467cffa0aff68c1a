import { Redis } from 'ioredis';

import { keepPatience, REQUEST_TIMEOUT_MS } from './redis-patience.ts';
import { writeTogether } from './write-together.ts';

/**
 * How a connection behaves while Redis is away. `worker`: commands wait for it to come back, for as long as it takes. `request`:
 * somebody waits for the answer, so commands fail at once or within `REQUEST_TIMEOUT_MS`.
 */
export type ConnectionRole = 'worker' | 'request';

/** An ioredis connection that comes back by itself. Errors while connecting go to `onError`; they are not thrown. */
export function connectRedis(options: { url: string; role: ConnectionRole; onError: (error: Error) => void }): Redis {
  const redis = new Redis(options.url, {
    maxRetriesPerRequest: options.role === 'worker' ? null : 1,
    enableOfflineQueue: options.role === 'worker',
    ...(options.role === 'request' ? { commandTimeout: REQUEST_TIMEOUT_MS } : {}),
    connectTimeout: 5_000,
    retryStrategy: (times) => Math.min(50 * 2 ** Math.min(times, 6), 2_000),
    // After a failover the old primary is a replica: reconnect, and (2) send the refused command again when nobody waits for its answer.
    reconnectOnError: (error) => (error.message.startsWith('READONLY') ? (options.role === 'worker' ? 2 : 1) : false),
  });
  redis.on('error', options.onError);
  writeTogether(redis);
  if (options.role === 'request') keepPatience(redis);
  return redis;
}
