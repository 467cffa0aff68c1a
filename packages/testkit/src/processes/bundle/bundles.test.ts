import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { expect, test } from '@jest/globals';

import { bundleOf, type Bundle } from './bundles.ts';
import { nameSources } from './name-sources.ts';

const HAS_BUNDLES = process.platform === 'linux';

test('what a process of the run has made is taken as it is, and its stacks name places in the sources', async () => {
  if (!HAS_BUNDLES) return;
  const [bundle, same] = (await Promise.all([bundleOf('simulator'), bundleOf('simulator')])) as [Bundle, Bundle];
  expect(bundle).toEqual(same);

  const lines = (await readFile(bundle.main, 'utf8')).split('\n');
  const row = lines.findIndex((line) => line.includes('await runProcess(')) + 1;
  const folder = process.env.TEST_BUNDLES as string;
  expect(nameSources(`at x (file://${bundle.main}:${row}:1)\\n at other.js:1:1`, folder)).toMatch(
    /^at x \(file:\/\/\/.+\/apps\/simulator\/src\/main\.ts:8:1\)\\n at other\.js:1:1$/,
  );
});

test('all who need a bundle that could not be made get the reason', async () => {
  if (!HAS_BUNDLES) return;
  const folder = await mkdtemp(join(tmpdir(), 'darkroom-bundles-'));
  await mkdir(join(folder, 'api'));
  await writeFile(join(folder, 'api', 'result'), 'no such module');
  process.env.TEST_BUNDLES = folder; // set back at the end of the file
  await expect(bundleOf('api')).rejects.toThrow('apps/api could not be bundled for the tests:\nno such module');
  await rm(folder, { recursive: true });
});

test('outside of a test run there is none', async () => {
  delete process.env.TEST_BUNDLES;
  expect(await bundleOf('api')).toBeUndefined();
});
