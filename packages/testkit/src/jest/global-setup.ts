import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { startRunRedis } from './run-redis.ts';

/** What the run holds until its teardown, which Jest loads as a module of its own. */
export const run: { end(): Promise<void> } = { end: async () => {} };

/** Starts the Redis of the run; test processes inherit `TEST_REDIS_URL`, and `TEST_PROCESSES`, where they note what they start. */
export default async function globalSetup(): Promise<void> {
  const directory = mkdtempSync(join(tmpdir(), 'darkroom-test-run-'));
  process.env.TEST_PROCESSES = join(directory, 'processes');
  writeFileSync(process.env.TEST_PROCESSES, '');

  const redis = await startRunRedis(process.env);
  process.env.TEST_REDIS_URL = redis.url;
  process.stderr.write(`Redis for the tests: ${redis.origin}\n`);

  run.end = async () => {
    await redis.stop();
    rmSync(directory, { recursive: true });
  };
}
