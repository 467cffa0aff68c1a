import { readFileSync } from 'node:fs';

import { Redis, type Command } from 'ioredis';

import type { SimulatedProcess } from '../processes/simulated-process.ts';
import { AWAY, type RedisServer } from './redis-server.ts';

const virtualClock = readFileSync(new URL('virtual-clock.lua', import.meta.url), 'utf8');

/** A Redis that answers in order, in up to so many ms. */
const LATENCY_MS = 2;

/**
 * A connection of a process to the world's Redis: ioredis, with the wire taken away. Each command is a call of the process, in the order in
 * which they were given; the server carries it out.
 */
export function connectVirtually(server: RedisServer, process: SimulatedProcess): Redis {
  const redis = new Redis({ lazyConnect: true });
  redis.status = 'ready';
  let lastAt = 0;

  redis.connect = async () => undefined;
  redis.disconnect = () => undefined;
  redis.sendCommand = (command: Command) => {
    // A call of a killed process never ends: its promise stays pending.
    void send(command);
    return command.promise;
  };
  return Object.assign(redis, { simulatedLua: { redis: virtualClock, learn: server.learn } });

  async function send(command: Command): Promise<void> {
    command.setReplyContext({ protocol: 2 });
    const at = Math.max(lastAt, server.now() + server.dice.whole(0, LATENCY_MS));
    lastAt = at;
    try {
      command.resolve(await carryOut(command, at));
    } catch (error) {
      command.reject(error as Error);
    }
  }

  /** While Redis is away the command waits for it, as on the connections of workers. */
  async function carryOut(command: Command, at: number): Promise<unknown> {
    const what = server.describe(command);
    for (;;) {
      const answer = await process.call(what, () => server.carryOut(command), { notBefore: Math.max(at, server.awayUntil()), afterMs: 0 });
      if (answer !== AWAY) return answer;
    }
  }
}
