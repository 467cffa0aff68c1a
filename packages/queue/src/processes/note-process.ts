import { randomUUID } from 'node:crypto';

import type { Redis } from 'ioredis';

import type { RunCommand } from '../lua/commands.ts';
import { isRedisAway } from '../redis/waiting/redis-away.ts';
import { unlessAway } from '../redis/waiting/unless-away.ts';
import { MOST_PROCESSES } from './processes.ts';

/** What a process is, for people who look at the system. */
export type ProcessIdentity = { app: string; version: string; host: string; pid: number };

const NOTED_EVERY_MS = 15_000;

/**
 * Notes that this process runs: with each new connection, and every 15 s. Returns how to end that, which also notes that it has stopped, unless Redis is
 * away.
 */
export function noteProcess(given: {
  redis: Redis;
  run: RunCommand;
  now: () => number;
  identity: ProcessIdentity;
  onError: (error: Error) => void;
}): () => Promise<void> {
  const { redis, run, now, identity, onError } = given;
  const id = randomUUID();
  const fields = { ...identity, pid: String(identity.pid), started_at: String(Math.floor(now())) };
  let noting: Promise<void> = Promise.resolve();

  const send = async (sent: Record<string, string>): Promise<void> => {
    try {
      await run('note_process', { now: now(), id, fields: sent, most: MOST_PROCESSES });
    } catch (error) {
      if (!isRedisAway(error)) onError(error as Error);
    }
  };
  const note = (): void => {
    if (redis.status === 'ready') noting = noting.then(() => send(fields));
  };
  const timer = setInterval(note, NOTED_EVERY_MS).unref();
  redis.on('ready', note);
  note();
  return async () => {
    clearInterval(timer);
    redis.off('ready', note);
    if (redis.status === 'ready')
      await unlessAway(
        redis,
        noting.then(() => send({})),
      );
  };
}
