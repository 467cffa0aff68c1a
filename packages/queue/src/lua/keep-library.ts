import type { Redis } from 'ioredis';

import { isRedisAway } from '../redis/waiting/redis-away.ts';
import type { CommandCaller } from './command-caller.ts';
import type { RunCommand } from './commands.ts';

/** How often a process notes that it uses its library. Those that nobody used for a day are removed, see keep_libraries.lua. */
const NOTED_EVERY_MS = 3_600_000;

/**
 * Keeps the library of a process in Redis, and removes those of versions that no longer run: with each new connection, so that it is also found out how
 * commands can be called, and then once an hour. A version that comes back loads its own again. Returns how to stop.
 */
export function keepLibrary(given: {
  redis: Redis;
  caller: CommandCaller;
  run: RunCommand;
  now: () => number;
  onError: (error: Error) => void;
}): () => void {
  const { redis, caller, run, now, onError } = given;

  const keep = async (removed: string[] = []): Promise<void> => {
    const { unused } = await run('keep_libraries', { now: now(), library: caller.library.name, removed });
    if (unused.length === 0 || caller.way() !== 'functions' || removed.length > 0) return;
    for (const name of unused) await remove(name);
    await keep(unused);
  };

  const remove = async (name: string): Promise<void> => {
    try {
      await redis.function('DELETE', name);
    } catch (error) {
      if (!/not found/i.test(String(error))) throw error; // another process was faster
    }
  };

  const keepNow = () => void keep().catch((error: Error) => (isRedisAway(error) && !error.message.startsWith('NOPERM')) || onError(error));
  const timer = setInterval(keepNow, NOTED_EVERY_MS).unref();
  redis.on('ready', keepNow);
  if (redis.status === 'ready') keepNow();
  return () => {
    clearInterval(timer);
    redis.off('ready', keepNow);
  };
}
