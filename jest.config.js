import { fileURLToPath } from 'node:url';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));

export default {
  testMatch: ['**/*.test.ts'],
  extensionsToTreatAsEsm: ['.ts'],
  transform: { '\\.ts$': here('./scripts/jest/strip-types.mjs') },
  testEnvironment: 'node',
  testTimeout: 30_000,
  // Two cores are what CI has; more workers only make each other late.
  maxWorkers: 2,
  globalSetup: here('./packages/testkit/src/jest/global-setup.ts'),
  globalTeardown: here('./packages/testkit/src/jest/global-teardown.ts'),
  reporters: ['default', here('./scripts/jest/summary-reporter.mjs')],
};
