import { setTimeout as sleep } from 'node:timers/promises';
import type { ConnectionOptions } from 'node:tls';

import type { RedisLogin, RedisServer } from '@darkroom/runtime/redis-url';
import { Redis } from 'ioredis';

import { connectionProblem, RedisNotFoundError } from './connection-problem.ts';

/** How long one server may take for an answer, connecting included. */
const PATIENCE_MS = 1_500;
/** After enough answers, the others have this long to give a newer one. */
const OTHERS_MS = 250;

/** An answer of one server. The one with the highest epoch is the newest; a server that was cut off has an older one. */
export type Answer = RedisServer & {
  epoch: number;
  /** Who answered, by its own name: it may be asked at two addresses. */
  by: string;
  /** The master is being exchanged for another one at this moment. */
  isChanging?: boolean;
  /** Of a node of a cluster: our slot moves to it, or away from it. */
  slot?: 'arrives' | 'leaves';
  /** Others of its kind that it knows. */
  others?: RedisServer[];
};

export type Asked = { server: RedisServer; login: RedisLogin; tls: ConnectionOptions | undefined };

/**
 * Asks several servers at once, and returns the newest of their answers. One of them may have been cut off from the others, with the Redis that was the
 * master before. @throws RedisNotFoundError if none has an answer
 */
export async function askServers(servers: readonly RedisServer[], ask: (server: RedisServer) => Promise<Answer>): Promise<Answer> {
  const { answers, problems } = await askAll(servers, ask, () => true);
  const [newest] = answers.toSorted((a, b) => b.epoch - a.epoch);
  if (!newest) throw new RedisNotFoundError([...new Set(problems)].join(' '));
  return newest;
}

/** Asks several servers at once. Returns when all have answered, or soon after their answers are enough. Never throws. */
export async function askAll(
  servers: readonly RedisServer[],
  ask: (server: RedisServer) => Promise<Answer>,
  areEnough: (answers: Answer[]) => boolean,
): Promise<{ answers: Answer[]; problems: string[] }> {
  const answers: Answer[] = [];
  const problems: string[] = [];
  const enough = Promise.withResolvers<void>();
  const asking = servers.map(async (server, index) => {
    try {
      answers.push(await ask(server));
      if (areEnough(answers)) enough.resolve();
    } catch (error) {
      problems[index] = error instanceof RedisNotFoundError ? error.message : `${nameOf(server)}: ${String(error)}`;
    }
  });
  const all = Promise.all(asking);
  const limit = new AbortController();
  await Promise.race([all, enough.promise.then(() => sleep(OTHERS_MS, undefined, { signal: limit.signal }).catch(() => undefined))]);
  limit.abort();
  return { answers, problems };
}

/** Asks one server over a connection of its own. @throws RedisNotFoundError that says why it has no answer */
export async function askServer<Result>({ server, login, tls }: Asked, ask: (redis: Redis) => Promise<Result>): Promise<Result> {
  const redis = new Redis({
    ...server,
    ...login,
    ...(tls && { tls }),
    protocol: 2,
    lazyConnect: true,
    enableReadyCheck: false,
    disableClientInfo: true,
    connectTimeout: PATIENCE_MS,
    commandTimeout: PATIENCE_MS,
    maxRetriesPerRequest: 0,
    retryStrategy: () => null,
  });
  let cause: Error | undefined;
  redis.on('error', (error: Error) => (cause = error));
  try {
    await redis.connect();
    return await ask(redis);
  } catch (error) {
    if (error instanceof RedisNotFoundError) throw error;
    const found = cause ?? (error as Error);
    throw new RedisNotFoundError(connectionProblem(found, { ...server, tls }), { cause: found });
  } finally {
    // Of a connection that has ended, ioredis would leave a timer behind.
    if (redis.status !== 'end') redis.disconnect();
  }
}

export function nameOf({ host, port }: RedisServer): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}
