import type { RedisSource } from './find-redis.ts';
import { startRedisContainer } from './redis-container.ts';
import { startRedisProcess } from './redis-process.ts';
import type { RedisServer, StartRedisOptions } from './redis-server.ts';

/** Starts a Redis and returns when it answers. If it throws, it leaves nothing behind. */
export function startRedisServer(source: Exclude<RedisSource, { kind: 'url' }>, options: StartRedisOptions): Promise<RedisServer> {
  return source.kind === 'docker' ? startRedisContainer(source.image, options) : startRedisProcess(source.program, options);
}
