import type { Redis } from 'ioredis';

/** Stops counting and returns the commands since the start, including those called by scripts, for each of `count` items. */
export type CommandMeter = (count: number) => Promise<number>;

/** Counts the commands that a Redis runs. */
export async function startCommandMeter(redis: Redis): Promise<CommandMeter> {
  const before = await readCommands(redis);
  return async (count) => Number((((await readCommands(redis)) - before) / count).toFixed(1));
}

async function readCommands(redis: Redis): Promise<number> {
  return Number(/^total_commands_processed:(\d+)/m.exec(await redis.info('stats'))?.[1] ?? 0);
}
