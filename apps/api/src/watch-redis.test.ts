import type { RedisReadiness } from '@darkroom/queue';
import { createMetrics } from '@darkroom/runtime';
import { expect, test } from '@jest/globals';

import { watchRedis } from './watch-redis.ts';

const AWAY: RedisReadiness['redis'] = {
  reachable: false,
  writable: false,
  eviction_policy: null,
  durability: 'unknown',
  master: null,
  role: null,
  replicas: null,
  replicas_needed: null,
  commands: 'unknown',
  restored: false,
  problem: 'Nothing listens at 127.0.0.1:1.',
};

test('the master and its replicas are looked for once a scrape; while Redis does not say, no count is shown', async () => {
  const metrics = createMetrics('api');
  let redis = { ...AWAY, reachable: true, writable: true, replicas: 2, replicas_needed: 1 };
  let reads = 0;
  watchRedis({
    metrics,
    readiness: async () => {
      reads++;
      return { ready: redis.writable, redis };
    },
  });
  const shown = async () => (await metrics.metrics()).split('\n').filter((line) => line.startsWith('darkroom_redis_'));

  expect(await shown()).toEqual([
    'darkroom_redis_writable{app="api"} 1',
    'darkroom_redis_replicas{app="api"} 2',
    'darkroom_redis_replicas_needed{app="api"} 1',
  ]);
  redis = { ...redis, writable: false, replicas: 0 };
  expect(await shown()).toEqual([
    'darkroom_redis_writable{app="api"} 0',
    'darkroom_redis_replicas{app="api"} 0',
    'darkroom_redis_replicas_needed{app="api"} 1',
  ]);
  redis = { ...redis, ...AWAY } as typeof redis;
  expect(await shown()).toEqual(['darkroom_redis_writable{app="api"} 0']);
  expect(reads).toBe(3);
});
