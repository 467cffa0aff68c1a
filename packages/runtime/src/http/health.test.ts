import { expect, test } from '@jest/globals';

import { healthApp } from './health.ts';
import { createHttpServer } from './http-server.ts';
import { createMetrics } from '../process/metrics.ts';

test('health and metrics have exactly the paths that proxies close', async () => {
  const handler = healthApp({ metrics: createMetrics('test'), readiness: async () => ({ ready: false, because: 'Redis is away' }) });
  const server = createHttpServer({ handler, port: 0 });
  await server.start();
  try {
    const status = async (path: string) => (await fetch(`http://127.0.0.1:${server.port}${path}`)).status;
    expect(await Promise.all(['/healthz', '/readyz', '/metrics'].map(status))).toEqual([200, 503, 200]);
    const others = ['/metrics/', '/METRICS', '/Metrics', '/%6detrics', '//metrics', '/healthz/', '/readyZ'];
    expect(await Promise.all(others.map(status))).toEqual(others.map(() => 404));
  } finally {
    await server.stop();
  }
});
