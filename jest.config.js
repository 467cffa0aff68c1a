import { fileURLToPath } from 'node:url';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));

export default {
  testMatch: ['**/*.test.ts'],
  extensionsToTreatAsEsm: ['.ts'],
  transform: { '\\.ts$': here('./scripts/jest/strip-types.mjs') },
  runtime: here('./scripts/jest/runtime.mjs'),
  testEnvironment: here('./scripts/jest/environment.mjs'),
  // Only what hangs should meet it, also on a machine that is busy with other work.
  testTimeout: 600_000,
  testSequencer: here('./scripts/jest/sequencer.mjs'),
  // CI has two cores. The longest files mostly wait for time limits and for processes to start, so four workers keep both busy.
  maxWorkers: 4,
  // Each file's modules stay in a worker's memory: a worker that has grown so large is replaced by a new one.
  workerIdleMemoryLimit: '1.5GB',
  globalSetup: here('./packages/testkit/src/jest/global-setup.ts'),
  globalTeardown: here('./packages/testkit/src/jest/global-teardown.ts'),
  reporters: ['default', here('./scripts/jest/summary-reporter.mjs')],
};
