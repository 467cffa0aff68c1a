import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { expect, test } from '@jest/globals';

import { temporaryHome } from '../test/temporary-home.ts';
import { firstApiKey, readKeptSettings } from './kept-settings.ts';

test('generated values are kept for the next start, readable by the owner only', async () => {
  await using home = await temporaryHome();
  const first = await readKeptSettings(home.path, {});
  expect(await readKeptSettings(home.path, {})).toEqual(first);
  expect((await stat(join(home.path, 'settings.json'))).mode & 0o777).toBe(0o600);
  expect(first.WEBHOOK_SECRET).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
  expect(first.DARKROOM_API_KEYS).toBe(`demo:${firstApiKey(first)}`);
});

test('the environment wins, and is not stored', async () => {
  await using home = await temporaryHome();
  const settings = await readKeptSettings(home.path, { DARKROOM_API_KEYS: 'studio:key-of-the-studio, other:other-key' });
  expect(firstApiKey(settings)).toBe('key-of-the-studio');
  expect(await readFile(join(home.path, 'settings.json'), 'utf8')).not.toContain('studio');
});

test('an unreadable file is not changed, and the error names it', async () => {
  await using home = await temporaryHome();
  const file = join(home.path, 'settings.json');
  await writeFile(file, '{"WEBHOOK_SECRET": ');
  await expect(readKeptSettings(home.path, {})).rejects.toThrow(`${file} cannot be read. Repair it, or delete it`);
  expect(await readFile(file, 'utf8')).toBe('{"WEBHOOK_SECRET": ');
});
