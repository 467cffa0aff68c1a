import { join } from 'node:path';

import type { Environment } from '@darkroom/runtime';

import { root, type Config } from '../config.ts';
import type { KeptSettings } from '../keep/kept-settings.ts';

/**
 * Builds the environment of every app: the given one, the stored secrets, the Redis and, unless the real Getty is called, the simulator's
 * address. Variables of the environment win, except for values that this start decides.
 */
export function appEnvironment(config: Config, kept: KeptSettings, redisUrl: string): Environment {
  return {
    // Ctrl-C must not take a minute and a half. Calls that are cut off are looked up at the next start.
    SHUTDOWN_GRACE: '10s',
    SHUTDOWN_DRAIN: '500ms',
    // The demo's webhook receiver listens on loopback.
    WEBHOOK_ALLOW_PRIVATE_NETWORKS: 'true',
    // Beside the packages, so that it also serves a start with another home.
    NODE_COMPILE_CACHE: join(root, 'node_modules/.cache/compiled'),
    // Ready at the first poll, which comes after a second. Getty itself takes up to a minute.
    SIMULATOR_GENERATION_DURATION: '500ms-900ms',
    // Answered with the file at once, as Getty may do. The generation already shows what a poll is.
    SIMULATOR_INLINE_DOWNLOADS: '1',
    // Pending work continues after a restart, as it would at Getty.
    SIMULATOR_STATE_FILE: join(config.home, 'simulator', 'state.jsonl'),
    DASHBOARD_API_URL: `http://127.0.0.1:${config.ports.api}`,
    ...config.environment,
    ...kept,
    ...(config.realGetty ? {} : simulatedGetty(config.ports.simulator)),
    REDIS_URL: redisUrl,
  };
}

function simulatedGetty(port: number): Environment {
  const url = `http://127.0.0.1:${port}`;
  return {
    GETTY_API_URL: url,
    GETTY_AUTH_URL: `${url}/oauth2/token`,
    GETTY_API_KEY: 'simulated-key',
    GETTY_API_SECRET: 'simulated-secret',
  };
}
