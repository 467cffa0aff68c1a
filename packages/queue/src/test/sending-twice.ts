import { Redis } from 'ioredis';

type Command = (...given: unknown[]) => Promise<unknown>;

/** A connection on which each of our commands arrives twice, as ioredis sends it if the first reply was lost. The second answer counts. */
export function sendingTwice(url: string): Redis {
  const redis = new Redis(url, { maxRetriesPerRequest: null });
  const define = redis.defineCommand.bind(redis);
  redis.defineCommand = (name, definition) => {
    define(name, definition);
    if (!name.startsWith('darkroom_')) return;
    const commands = redis as unknown as Record<string, Command>;
    const command = commands[name]!.bind(redis);
    commands[name] = async (...given) => {
      await command(...given);
      return command(...given);
    };
  };
  return redis;
}
