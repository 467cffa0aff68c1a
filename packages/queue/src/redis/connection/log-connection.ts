import type { Redis } from 'ioredis';

import { serverOf } from './connection.ts';
import type { Logger } from '../logger.ts';

/** Another Redis may take over: who looks for the reason of a pause finds it in the log. */
export function logServers(redis: Redis, logger: Logger): void {
  let known: string | null = null;
  redis.on('ready', () => {
    const server = serverOf(redis);
    if (server === known) return;
    logger.info({ server, before: known }, 'redis.connected');
    known = server;
  });
}

/** While Redis is away every command and every reconnect fails: one line a second is enough. */
export function logErrors(logger: Logger): (error: Error) => void {
  let saidAt = 0;
  return (error) => {
    if (Date.now() - saidAt < 1_000) return;
    saidAt = Date.now();
    logger.warn({ error }, 'redis.error');
  };
}
