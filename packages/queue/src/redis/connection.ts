import { Redis } from 'ioredis';

import { connectionProblem, noAnswer } from './connection-problem.ts';
import { keepPatience, REQUEST_TIMEOUT_MS } from './redis-patience.ts';
import { writeTogether } from './write-together.ts';

/**
 * The behaviour of a connection while Redis is away. `worker`: commands wait until it is back, for any time. `request`: a caller waits for
 * the answer, so commands fail at once or within `REQUEST_TIMEOUT_MS`.
 */
export type ConnectionRole = 'worker' | 'request';

/** Why each connection that is not usable now is not. */
const latestErrors = new WeakMap<Redis, Error>();

/** Why a connection is not usable, in words; null while it is. */
export function whyAway(redis: Redis): string | null {
  const error = latestErrors.get(redis);
  if (error) return connectionProblem(error, redis.options);
  return redis.status === 'ready' ? null : noAnswer(redis.options);
}

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
  redis.on('error', (error) => {
    latestErrors.set(redis, error);
    options.onError(error);
  });
  redis.on('ready', () => latestErrors.delete(redis));
  writeTogether(redis);
  if (options.role === 'request') keepPatience(redis);
  return redis;
}
