import { Redis } from 'ioredis';

import { keepPatience, REQUEST_TIMEOUT_MS } from './redis-patience.ts';
import { writeTogether } from './write-together.ts';

/**
 * The behaviour of a connection while Redis is away. `worker`: commands wait until it is back, for any time. `request`: a caller waits for
 * the answer, so commands fail at once or within `REQUEST_TIMEOUT_MS`.
 */
export type ConnectionRole = 'worker' | 'request';

/** Creates an ioredis connection that reconnects automatically. Errors while connecting go to `onError`; they are not thrown. */
export function connectRedis(options: { url: string; role: ConnectionRole; onError: (error: Error) => void }): Redis {
  const redis = new Redis(options.url, {
    maxRetriesPerRequest: options.role === 'worker' ? null : 1,
    enableOfflineQueue: options.role === 'worker',
    ...(options.role === 'request' ? { commandTimeout: REQUEST_TIMEOUT_MS } : {}),
    connectTimeout: 5_000,
    retryStrategy: (times) => Math.min(50 * 2 ** Math.min(times, 6), 2_000),
    // After a failover the old primary is a replica: reconnect, and (2) repeat the refused command if no caller waits for its answer.
    reconnectOnError: (error) => (error.message.startsWith('READONLY') ? (options.role === 'worker' ? 2 : 1) : false),
  });
  redis.on('error', options.onError);
  writeTogether(redis);
  if (options.role === 'request') keepPatience(redis);
  return redis;
}
