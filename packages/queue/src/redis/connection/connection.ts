import { Redis } from 'ioredis';

import { nameOf } from '../finding/ask-servers.ts';
import { connectionProblem, noAnswer } from '../finding/connection-problem.ts';
import { createFindServer } from '../finding/find-server.ts';
import { endBetweenTries } from './end-between-tries.ts';
import { createFollow } from './follow-server.ts';
import { keepPatience, REQUEST_TIMEOUT_MS } from '../waiting/redis-patience.ts';
import { createRedisSource, type RedisSettings } from '../finding/redis-source.ts';
import { serverConnector } from './server-connector.ts';
import { writeTogether } from './write-together.ts';

/**
 * The behaviour of a connection while Redis is away. `worker`: commands wait until it is back, for any time. `request`: a caller waits for
 * the answer, so commands fail at once or within `requestTimeoutMs`.
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

/** The address of the Redis that a connection leads to. */
export function serverOf({ options: { host, port } }: Redis): string | null {
  return host === undefined || port === undefined ? null : nameOf({ host, port });
}

/** Asks whether the Redis of each connection is still the master. */
const confirms = new WeakMap<Redis, () => Promise<boolean>>();

/**
 * Whether those that exchange masters say that the Redis of this connection is one, and none is exchanging it. Never throws. Elsewhere than with sentinels
 * or a cluster it is.
 */
export async function isStillMaster(redis: Redis): Promise<boolean> {
  return (await confirms.get(redis)?.()) ?? true;
}

export type ConnectOptions = RedisSettings & {
  role: ConnectionRole;
  onError: (error: Error) => void;
  /** What the names of all keys begin with: a cluster has them on one node. */
  root?: string;
};

/** Creates an ioredis connection that reconnects automatically. Errors while connecting go to `onError`; they are not thrown. */
export function connectRedis({ role, root = '', onError, ...settings }: ConnectOptions): Redis {
  return createConnect({ ...settings, root, onError })(role);
}

type ProcessConnections = RedisSettings & { root: string; onError: (error: Error) => void; requestTimeoutMs?: number | undefined };

/** Makes the connections of one process: all find the same Redis, and leave it together. @throws RedisUrlError */
export function createConnect({ root, onError, requestTimeoutMs = REQUEST_TIMEOUT_MS, ...settings }: ProcessConnections) {
  const source = createRedisSource(settings, onError);
  const { find, confirm } = createFindServer(source, root);
  const follow = createFollow(find, () => source.place().kind !== 'single');
  const Connector = serverConnector({ source, find, follow });

  return (role: ConnectionRole): Redis => {
    const redis = new Redis({
      Connector,
      maxRetriesPerRequest: role === 'worker' ? null : 1,
      enableOfflineQueue: role === 'worker',
      ...(role === 'request' ? { commandTimeout: requestTimeoutMs } : {}),
      connectTimeout: 5_000,
      retryStrategy: (times) => Math.min(50 * 2 ** Math.min(times, 6), 2_000),
      // After a failover the old primary is a replica, and after a move of keys another node has them: reconnect, and (2) repeat the refused command if no
      // caller waits for its answer.
      reconnectOnError: (error) => (/^(READONLY|MOVED)/.test(error.message) ? (role === 'worker' ? 2 : 1) : false),
    });
    redis.on('error', (error) => {
      latestErrors.set(redis, error);
      onError(error);
    });
    redis.on('ready', () => latestErrors.delete(redis));
    confirms.set(redis, async () => {
      const { host, port } = redis.options;
      return host !== undefined && port !== undefined && confirm({ host, port });
    });
    writeTogether(redis);
    endBetweenTries(redis);
    if (role === 'request') keepPatience(redis, requestTimeoutMs);
    return redis;
  };
}
