import { join } from 'node:path';

import type { Environment } from '@darkroom/runtime';

import type { Config } from '../config.ts';
import type { KeptSettings } from '../keep/kept-settings.ts';

/**
 * What every app is started with: what we were given, the kept secrets, the Redis and, unless Getty itself is to be called, the
 * simulator in its place. What is set in the environment wins, but for what this start has decided.
 */
export function appEnvironment(config: Config, kept: KeptSettings, redisUrl: string): Environment {
  return {
    // Nobody waits a minute and a half for Ctrl-C; what the grace time cuts off is looked up at the next start.
    SHUTDOWN_GRACE: '10s',
    // The demo's webhook receiver listens on loopback.
    WEBHOOK_ALLOW_PRIVATE_NETWORKS: 'true',
    NODE_COMPILE_CACHE: join(config.home, 'compile-cache'),
    // Quick enough to watch; Getty itself takes up to a minute.
    SIMULATOR_GENERATION_DURATION: '1s-2s',
    SIMULATOR_DOWNLOAD_DURATION: '500ms-1s',
    // What is pending goes on after a restart, as it would at Getty.
    SIMULATOR_STATE_FILE: join(config.home, 'simulator', 'state.jsonl'),
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
