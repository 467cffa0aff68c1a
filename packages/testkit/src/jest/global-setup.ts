import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { constants, tmpdir } from 'node:os';
import { join } from 'node:path';

import { endLeftProcesses } from '../processes/started-processes.ts';
import { startRunRedis } from './run-redis.ts';

/** What the teardown has to end. Jest loads the teardown as a separate module. */
export const run: { end(): Promise<void> } = { end: async () => {} };

/**
 * Starts the Redis of the run. Test processes inherit `TEST_REDIS_URL`, `TEST_REDIS_SOCKET`, `TEST_PROCESSES`, the file that lists started processes, and
 * `TEST_BUNDLES`, the folder of the apps that they start.
 */
export default async function globalSetup(): Promise<void> {
  const directory = mkdtempSync(join(tmpdir(), 'darkroom-test-run-'));
  process.env.TEST_PROCESSES = join(directory, 'processes');
  writeFileSync(process.env.TEST_PROCESSES, '');
  process.env.TEST_BUNDLES = join(directory, 'bundles');
  mkdirSync(process.env.TEST_BUNDLES);

  const redis = await startRunRedis(process.env);
  process.env.TEST_REDIS_URL = redis.url;
  process.env.TEST_REDIS_SOCKET = redis.socket ?? '';
  process.stderr.write(`Redis for the tests: ${redis.origin}\n`);

  run.end = async () => {
    await redis.stop();
    rmSync(directory, { recursive: true });
  };
  // A run that is cut short has no teardown.
  const cutShort = async (signal: NodeJS.Signals) => {
    await endLeftProcesses(join(directory, 'processes'));
    await run.end();
    process.exit(128 + constants.signals[signal]);
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, (name: NodeJS.Signals) => void cutShort(name));
}
