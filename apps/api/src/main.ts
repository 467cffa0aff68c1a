import process from 'node:process';

import { runProcess, type Logger } from '@darkroom/runtime';

import { createApp } from './app.ts';
import { readConfig, type Config } from './config.ts';

await runProcess(process, {
  name: 'api',
  readConfig,
  create: (config: Config, { logger }: { logger: Logger }) => createApp(config, { logger, limits: { drainMs: config.SHUTDOWN_DRAIN } }),
});
