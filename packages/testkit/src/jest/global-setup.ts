import { startRunRedis, type RunRedis } from './run-redis.ts';

/** Kept for the teardown, which Jest loads on its own. */
export const running: { redis?: RunRedis } = {};

/** Starts the Redis of the run and leaves its URL in `TEST_REDIS_URL`, where each test process inherits it. */
export default async function globalSetup(): Promise<void> {
  running.redis = await startRunRedis(process.env);
  process.env.TEST_REDIS_URL = running.redis.url;
  process.stderr.write(`Redis for the tests: ${running.redis.origin}\n`);
}
