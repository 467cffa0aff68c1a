import { expect, test } from '@jest/globals';
import { redisCluster } from '@darkroom/testkit';

import { startSystem } from './system.ts';
import { findBroken, untilBack } from './redis-away.ts';
import { submitWaves } from './submit-waves.ts';

/**
 * G1 and G2 with a cluster: the node that has our keys dies, and then they move to another node, under load. `npm run storm -- --redis cluster` does it
 * ten times.
 */

const TAG = 'e2e';

test('our node dies and its replica takes over, then our keys move: processes come back by themselves, nothing is lost or paid twice', async () => {
  await using redis = await redisCluster({ replicas: 1, redis: { args: ['--min-replicas-to-write', '1'] } });
  await using system = await startSystem({ redisUrl: redis.url, workers: 2 });
  const waves = await submitWaves(system);

  const first = await redis.nodeOf(TAG);
  await first.kill();
  waves.next();
  await redis.replaced(TAG, first);
  await redis.rejoin(TAG, first); // until then the new master has too few replicas, and takes no writes
  await untilBack(system);

  waves.next();
  const owner = await redis.nodeOf(TAG);
  const target = redis.nodes.slice(0, 3).find((node) => node !== owner && node !== first)!;
  await redis.moveSlot(TAG, target);
  await untilBack(system);

  expect(await findBroken(system, await waves.submitted())).toEqual([]);
  const { redis: found } = (await (await fetch(`${system.processes.api.url}/readyz`)).json()) as { redis: object };
  expect(found).toMatchObject({ master: `127.0.0.1:${target.port}`, role: 'master', commands: 'functions' });
});
