import { expect, test } from '@jest/globals';
import { ownRedis, startProcess, waitFor } from '@darkroom/testkit';

import { startSystem } from './system.ts';
import { readMetric } from './read-metric.ts';

/** One test for each fault that got through everything else. */

// Abandoned in ioredis' state `reconnecting`, a connection that waits for Redis never settles the read that waits in it.
test('a dashboard that somebody watches stops though Redis is gone', async () => {
  await using redis = await ownRedis();
  const login = { DASHBOARD_USER: 'ansel', DASHBOARD_PASSWORD: 'half-dome-1927' };
  await using dashboard = await startProcess('dashboard', { REDIS_URL: redis.url, SHUTDOWN_GRACE: '10s', ...login });
  const authorization = `Basic ${Buffer.from('ansel:half-dome-1927').toString('base64')}`;
  const live = await fetch(`${dashboard.url}/live`, { headers: { authorization } });
  await live.body!.getReader().read();

  await redis.kill();
  await dashboard.waitForLog('redis.error');
  expect(await dashboard.stop()).toEqual({ code: 0, signal: null });
  expect(dashboard.logs().map(({ msg }) => msg)).toContain('process.stopped');
});

// A worker without the setting once removed the limit for all processes when it started.
test('a worker started without GETTY_MAX_PENDING keeps to the limit that another gives', async () => {
  await using system = await startSystem({ worker: { GETTY_MAX_PENDING: '2' } });
  const workers = [...system.processes.workers, await system.start.worker({ GETTY_MAX_PENDING: '' })];
  const limits = () => Promise.all(workers.map((worker) => readMetric(worker, 'darkroom_pending_slots_limit')));
  await waitFor(async () => (await limits()).every((limit) => limit === 2), { what: 'both to know the limit' });
  const jobs = await Promise.all(Array.from({ length: 6 }, (_, n) => system.submit({ prompt: `a fox, number ${n}` })));
  for (const { id } of jobs) expect(await system.ended(id)).toMatchObject({ status: 'succeeded' });
  expect((await system.ledger()).pending_peak).toBe(2);
  expect(await limits()).toEqual([2, 2]);
});
