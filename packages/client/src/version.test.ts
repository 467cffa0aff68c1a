import { readFileSync } from 'node:fs';

import { expect, test } from '@jest/globals';

import { VERSION } from './version.ts';

test('client and command line have the version of Darkroom, and the client sends it', () => {
  const versions = ['../../../package.json', '../package.json', '../../../apps/cli/package.json'].map((path) => {
    const manifest = JSON.parse(readFileSync(new URL(path, import.meta.url), 'utf8')) as { version: string };
    return manifest.version;
  });
  expect(versions).toEqual([VERSION, VERSION, VERSION]);
});
