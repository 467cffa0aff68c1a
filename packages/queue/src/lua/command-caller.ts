import type { Redis } from 'ioredis';

import { NEWEST_FORMAT, type StorageFormat } from '../redis/format.ts';
import type { CallingWay } from '../redis/health/readiness.ts';
import { isRedisAway } from '../redis/waiting/redis-away.ts';
import { commandLibrary, type CommandLibrary } from './command-library.ts';
import { scriptOf, type SimulatedRedis } from './command-scripts.ts';
import type { RawAnswer } from './read-answer.ts';

/**
 * Calls the Lua commands on a connection: as functions of Redis (FCALL), from a library that is loaded where Redis does not have it, be it new, a replica
 * that took over, or emptied. Where functions are forbidden or unknown, the same Lua is called as scripts (EVALSHA). A new connection tries functions
 * again.
 */
export type CommandCaller = {
  library: CommandLibrary;
  call: (name: string, root: string, operation: string, texts: readonly Text[]) => Promise<RawAnswer>;
  /** How commands are called; null before the first answer. */
  way: () => CallingWay | null;
};

type Text = string | Buffer;

/** In a simulated world, a connection says what stands for `redis` in Lua, what each operation has in addition, and is given the library. */
export type SimulatedLua = { redis: SimulatedRedis; operation?: () => object; learn?: (library: CommandLibrary) => void };
export type SimulatedConnection = Redis & { simulatedLua?: SimulatedLua };

/** A server that loses its functions again and again is a fault of its own. */
const MOST_LOADS = 3;

export function createCommandCaller(redis: SimulatedConnection, format: StorageFormat = NEWEST_FORMAT): CommandCaller {
  const simulated = redis.simulatedLua;
  const library = commandLibrary(format, simulated?.redis);
  simulated?.learn?.(library);
  let found: { way: CallingWay; on: unknown } | undefined;
  let loading: Promise<void> | undefined;
  /** What was found on an earlier connection does not count. */
  const way = (): CallingWay | null => (found && found.on === redis.stream ? found.way : null);
  const noteWay = (one: CallingWay) => {
    if (way() !== one) found = { way: one, on: redis.stream };
  };

  const callFunction = async (name: string, args: Text[], loads = 0): Promise<RawAnswer> => {
    try {
      const answer = (await redis.fcall(library.functionOf(name), 1, ...args)) as RawAnswer;
      noteWay('functions');
      return answer;
    } catch (error) {
      if (isForbidden(error)) return await callScript(name, args, 'from now on');
      if (!isMissing(error) || loads === MOST_LOADS) throw error;
    }
    try {
      await (loading ??= load());
    } catch (error) {
      if (isFull(error)) return callScript(name, args, 'once');
      if (isRedisAway(error) && !isForbidden(error)) throw error;
      return callScript(name, args, 'from now on');
    } finally {
      loading = undefined;
    }
    return callFunction(name, args, loads + 1);
  };

  const load = async (): Promise<void> => {
    try {
      await redis.function('LOAD', library.code);
    } catch (error) {
      if (!/already exists/.test(String(error))) throw error; // another process was faster
    }
  };

  const callScript = (name: string, [root, ...args]: Text[], lasts: 'once' | 'from now on'): Promise<RawAnswer> => {
    if (lasts === 'from now on') noteWay('scripts');
    const script = `darkroom_${name}`;
    const scripts = redis as unknown as Record<string, ((...args: Text[]) => Promise<RawAnswer>) | undefined>;
    if (!scripts[script]) redis.defineCommand(script, { numberOfKeys: 1, lua: scriptOf(name, format, simulated?.redis) });
    return scripts[script]!(root!, ...args);
  };

  return {
    library,
    call: (name, root, operation, texts) => {
      const args = [root, operation, ...texts];
      return way() === 'scripts' ? callScript(name, args, 'from now on') : callFunction(name, args);
    },
    way,
  };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : '';
}

function isMissing(error: unknown): boolean {
  return messageOf(error).startsWith('ERR Function not found');
}

/** ACLs (`NOPERM … 'fcall'`, `'function|load'`), servers without functions (`ERR unknown command`), hosted ones that switch them off. */
function isForbidden(error: unknown): boolean {
  return /^(?:NOPERM|ERR)\b.*\b(?:fcall|function\|load|function load)\b/i.test(messageOf(error));
}

/** A full Redis takes no library, but runs scripts that only read. */
function isFull(error: unknown): boolean {
  return messageOf(error).startsWith('OOM');
}
