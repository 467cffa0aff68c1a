import type { Redis } from 'ioredis';

/** How long one reading of Redis's clock is used: neither clock changes much in that time. */
const GOOD_FOR_MS = 1_000;

/** Redis's own time in ms, never ahead of it, and behind by at most the time of an answer. Asks once a second. */
export function createRedisClock(redis: Redis): () => Promise<number> {
  let seen: { redisMs: number; at: number } | undefined;
  return async () => {
    if (!seen || performance.now() - seen.at > GOOD_FOR_MS) {
      const [seconds, microseconds] = await redis.time();
      seen = { redisMs: Number(seconds) * 1_000 + Number(microseconds) / 1_000, at: performance.now() };
    }
    return seen.redisMs + performance.now() - seen.at;
  };
}
