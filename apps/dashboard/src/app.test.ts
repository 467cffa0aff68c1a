import { createLogger } from '@darkroom/runtime';
import { lifecycleStress, testRedis } from '@darkroom/testkit';

import { createApp } from './app.ts';
import { readConfig } from './config.ts';

lifecycleStress('the dashboard', () => {
  const { url, prefix } = testRedis();
  const config = readConfig({
    REDIS_URL: url,
    REDIS_PREFIX: prefix,
    PORT: '0',
    DASHBOARD_USER: 'ansel',
    DASHBOARD_PASSWORD: 'half-dome-1927',
  });
  return createApp(config, { logger: createLogger({ name: 'dashboard', level: 'silent' }) });
});
