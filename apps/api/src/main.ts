import process from 'node:process';

import { runProcess, type Logger } from '@darkroom/runtime';

import { createApp } from './app.ts';
import { readConfig, type Config } from './config.ts';

/**
 * A client of a kept connection sends its next request within moments, on a busy machine within seconds: so long a stopping process still answers it, in ms.
 */
const DRAIN_MS = 3_000;

await runProcess(process, {
  name: 'api',
  readConfig,
  create: (config: Config, { logger }: { logger: Logger }) => createApp(config, { logger, limits: { drainMs: DRAIN_MS } }),
});
