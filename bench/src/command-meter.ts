import type { Redis } from 'ioredis';

/** Stops counting: commands run since the start, those that scripts call among them, for each of `count` things done. */
export type CommandMeter = (count: number) => Promise<number>;

/** Counts the commands that a Redis runs. */
export async function startCommandMeter(redis: Redis): Promise<CommandMeter> {
  const before = await readCommands(redis);
  return async (count) => Number((((await readCommands(redis)) - before) / count).toFixed(1));
}

async function readCommands(redis: Redis): Promise<number> {
  return Number(/^total_commands_processed:(\d+)/m.exec(await redis.info('stats'))?.[1] ?? 0);
}
