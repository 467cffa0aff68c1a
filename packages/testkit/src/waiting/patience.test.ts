import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { expect, test } from '@jest/globals';

import { PATIENCE_MS } from './wait-for.ts';

const ROOT = fileURLToPath(new URL('../../../..', import.meta.url));

/** The time that jest.config.js gives each test. */
const TEST_MS = 600_000;

/** These wait in vain, to see the error, or are this file. */
const IN_VAIN = new Set(['waiting/wait-for', 'redis/own-redis', 'waiting/patience'].map((name) => `packages/testkit/src/${name}.test.ts`));

const number = ([, digits]: RegExpExecArray) => Number(digits!.replaceAll('_', ''));

/** What waits less than everything else does: a limit of a test, or of a fact that it waits for. */
function impatient(text: string): string[] {
  const limits = [
    ...text.matchAll(/^ *\},? ([\d_]+)\);$/gm),
    ...text.matchAll(/^ *\},\n *([\d_]+),\n *\);$/gm),
    ...text.matchAll(/jest\.setTimeout\(([\d_]+)/g),
  ];
  const facts = [
    ...text.matchAll(/\bwhat: [^;]*?timeoutMs: ([\d_]+)/g),
    ...text.matchAll(/waitFor(?:Log|Event)\([^;]*?timeoutMs: ([\d_]+)/g),
    ...text.matchAll(/\bsetDefault(?:Navigation)?Timeout\(([\d_]+)/g),
    ...text.matchAll(/\b(?:click|press|fill|check|waitFor|waitForURL|waitForSelector|waitForEvent|goto)\([^;]*?\btimeout: ([\d_]+)/g),
  ];
  const short = [
    ...limits.filter((found) => number(found) >= 1_000 && number(found) < TEST_MS),
    ...facts.filter((found) => number(found) < PATIENCE_MS),
  ];
  return short.map(([found]) => found);
}

test('no test gives up sooner than all others: a machine may stand still for seconds', () => {
  const files = globSync(['{apps,packages}/*/src/**/*.test.ts', '{apps,packages}/*/src/test/**/*.ts', '{deploy,e2e}/**/*.ts'], {
    cwd: ROOT,
    exclude: (path) => path.includes('node_modules'),
  });
  expect(files.length).toBeGreaterThan(400);
  const found = files
    .filter((file) => !IN_VAIN.has(file))
    .map((file) => ({ file, impatient: impatient(readFileSync(`${ROOT}/${file}`, 'utf8')) }));
  expect(found.filter((each) => each.impatient.length > 0)).toEqual([]);
});

test('one that does is found', () => {
  expect(impatient("  await waitFor(() => isDone(), { what: 'the end', timeoutMs: 5_000 });")).toHaveLength(1);
  expect(impatient("await api.waitForLog('process.started', { timeoutMs: 100 });")).toHaveLength(1);
  expect(impatient('page.setDefaultTimeout(15_000);')).toHaveLength(1);
  expect(impatient("await page.getByText('There').waitFor({ timeout: 5_000 });")).toHaveLength(1);
  expect(impatient("test('a', async () => {\n}, 90_000);")).toHaveLength(1);
  expect(impatient("test(\n  'a',\n  async () => {\n  },\n  90_000,\n);")).toHaveLength(1);
  expect(impatient('jest.setTimeout(30_000);')).toHaveLength(1);
  expect(impatient("test('a', async () => {\n}, 900_000);\nsetTimeout(() => {\n}, 50);")).toEqual([]);
});
