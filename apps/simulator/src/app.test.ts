import { lifecycleStress } from '@darkroom/testkit';
import { createLogger, VERSION } from '@darkroom/runtime';
import { expect, test } from '@jest/globals';

import { createApp } from './app.ts';
import { readConfig } from './config.ts';
import { startSimulator } from './test/start-simulator.ts';

lifecycleStress('the simulator', () =>
  createApp(readConfig({ PORT: '0' }), { logger: createLogger({ name: 'simulator', level: 'silent' }) }),
);

test('serves the calls under another prefix, and reports its health', async () => {
  await using simulator = await startSimulator({ SIMULATOR_PATH_PREFIX: '/beta' });
  expect((await simulator.generate()).status).toBe(202);
  expect((await simulator.control('GET', '/healthz')).body).toEqual({ status: 'ok', version: VERSION });
  expect((await simulator.control('POST', '/v3/ai/image-generations', {})).status).toBe(404);
});

test('what is too large is refused, and does no harm', async () => {
  await using simulator = await startSimulator();
  const response = await fetch(`${simulator.app.url}/v3/ai/image-generations`, { method: 'POST', body: 'x'.repeat(1_100_000) });
  expect(response.status).toBe(413);
  expect((await simulator.generate()).status).toBe(202);
});

test('stops at once, also with calls in progress, and stays stopped', async () => {
  const simulator = await startSimulator({ SIMULATOR_LATENCY: '1h' });
  const call = fetch(`${simulator.app.url}/oauth2/token`, { method: 'POST' }).then(
    () => 'answered',
    () => 'cut',
  );
  await simulator.clock.sleeper();
  await simulator.app.stop();
  await simulator.app.stop();
  expect(await call).toBe('cut');
});
