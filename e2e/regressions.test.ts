import { expect, test } from '@jest/globals';
import { ownRedis, startProcess } from '@darkroom/testkit';

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
}, 60_000);
