import process from 'node:process';

import { runProcess, type Fail, type Logger } from '@darkroom/runtime';
import type { Telemetry } from '@darkroom/telemetry';

import { createApp } from './app.ts';
import { readConfig, type Config } from './config.ts';

await runProcess(process, {
  name: 'api',
  readConfig,
  create: (config: Config, deps: { logger: Logger; fail: Fail; telemetry?: Telemetry | undefined }) =>
    createApp(config, { ...deps, limits: { drainMs: config.SHUTDOWN_DRAIN } }),
});
