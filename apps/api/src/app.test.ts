import { createLogger } from '@darkroom/runtime';
import { lifecycleStress, testRedis } from '@darkroom/testkit';

import { createApp } from './app.ts';
import { readConfig } from './config.ts';

lifecycleStress('the API', () => {
  const { url, prefix } = testRedis();
  const config = readConfig({
    REDIS_URL: url,
    REDIS_PREFIX: prefix,
    PORT: '0',
    DARKROOM_API_KEYS: 'acme:12345678',
    GETTY_API_KEY: 'key',
    GETTY_API_SECRET: 'secret',
  });
  return createApp(config, { logger: createLogger({ name: 'api', level: 'silent' }) });
});
