export { commandLineOf } from './command-line.ts';
export { dockerAnswers, ensureImage, sharesNetwork } from './docker.ts';
export { findRedis, NoRedisError, REDIS_IMAGES, type RedisSource } from './find-redis.ts';
export { freePort, freePorts, isFree } from './free-port.ts';
export { openRedis, type OpenRedis } from './open-redis.ts';
export { DURABLE, type RedisServer } from './redis-server.ts';
export { startRedisServer } from './start-redis-server.ts';
export { untilEnded } from './until-ended.ts';
