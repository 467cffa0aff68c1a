import { expect, test } from '@jest/globals';
import { redisWithSentinels, waitFor } from '@darkroom/testkit';

import { startSystem } from './system.ts';
import { findBroken, untilBack } from './redis-away.ts';
import { submitWaves } from './submit-waves.ts';

/**
 * G1 and G2 with Sentinel: the master dies, and then one hangs, under load. Redis needs a replica for each write, so what was accepted is on the one that
 * takes over. `npm run storm -- --redis sentinel` does it ten times.
 */

test('a master that dies and one that hangs are replaced under load: processes come back by themselves, nothing is lost or paid twice', async () => {
  await using redis = await redisWithSentinels({ redis: { args: ['--min-replicas-to-write', '1'] } });
  await using system = await startSystem({ redisUrl: redis.url, workers: 2 });
  const waves = await submitWaves(system);

  const first = await redis.master();
  await first.kill();
  waves.next();
  const second = await redis.replaced(first);
  await untilBack(system);
  await redis.rejoin(first);
  await redis.inStep();

  waves.next();
  await second.pause();
  const third = await redis.replaced(second);
  await untilBack(system);
  await second.resume();
  await waitFor(async () => String(await second.command('INFO', 'replication')).includes('role:slave'), {
    what: 'the one that hung to follow',
    everyMs: 200,
  });
  await redis.inStep();

  expect(await findBroken(system, await waves.submitted())).toEqual([]);
  const { redis: found } = (await (await fetch(`${system.processes.api.url}/readyz`)).json()) as { redis: object };
  expect(found).toMatchObject({ master: `127.0.0.1:${third.port}`, role: 'master', replicas: 2, replicas_needed: 1 });
});
