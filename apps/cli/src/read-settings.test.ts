import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, expect, test } from '@jest/globals';

import { Exit } from './exit-codes.ts';
import { readSettings } from './read-settings.ts';

let home: string;
const FILE = { url: 'https://darkroom.test', api_key: 'drk_of-the-file', tenant: 'acme', webhook_secret: 'whsec_file' };
const SETTINGS = { url: FILE.url, apiKey: FILE.api_key, tenant: FILE.tenant, webhookSecret: FILE.webhook_secret };

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'darkroom-home-'));
  await mkdir(join(home, '.config/darkroom'), { recursive: true });
  await writeFile(join(home, '.config/darkroom/settings.json'), JSON.stringify(FILE), { mode: 0o600 });
});
afterAll(() => rm(home, { recursive: true }));

async function fileOf(content: unknown, mode = 0o600): Promise<string> {
  const path = join(await mkdtemp(join(home, 'file-')), 'settings.json');
  await writeFile(path, typeof content === 'string' ? content : JSON.stringify(content), { mode });
  return path;
}

test('settings come from the file of the person, from the file that is named, or from none', async () => {
  expect(readSettings({ HOME: home })).toEqual(SETTINGS);
  expect(readSettings({ HOME: '/nowhere', XDG_CONFIG_HOME: join(home, '.config') })).toEqual(SETTINGS);
  expect(readSettings({ HOME: home, DARKROOM_CONFIG: await fileOf({ url: 'http://other.test' }) })).toEqual({ url: 'http://other.test' });
  expect(readSettings({ HOME: '/nowhere' })).toEqual({});
});

test('the environment wins, and may name the file of a secret', async () => {
  const path = await fileOf('drk_of-its-own\n');
  expect(readSettings({ HOME: home, DARKROOM_API_KEY_FILE: path, DARKROOM_URL: 'http://other.test' })).toEqual({
    ...SETTINGS,
    apiKey: 'drk_of-its-own',
    url: 'http://other.test',
  });
  expect(readSettings({ HOME: home, DARKROOM_API_KEY: 'drk_mine', DARKROOM_API_KEY_FILE: path })).toMatchObject({ apiKey: 'drk_mine' });
});

test.each([
  ['a secret that others can read', { api_key: 'drk_secret' }, 0o644, 'chmod 600'],
  ['an unknown field', { apikey: 'drk_secret' }, 0o600, '"apikey" is unknown'],
  ['a number', { api_key: 1 }, 0o600, '"api_key" must be text'],
  ['what is no JSON', 'drk_secret', 0o600, 'must be a JSON object'],
  ['a list', ['drk_secret'], 0o600, 'must be a JSON object'],
])('%s is refused, and not quoted', async (_what, content, mode, message) => {
  const path = await fileOf(content, mode);
  const read = () => readSettings({ DARKROOM_CONFIG: path });
  expect(read).toThrow(Exit);
  expect(read).toThrow(message);
  expect(read).not.toThrow('drk_secret');
});

test('a file that is named must be there', () => {
  expect(() => readSettings({ DARKROOM_CONFIG: join(home, 'none') })).toThrow('cannot be read');
  expect(() => readSettings({ HOME: home, DARKROOM_API_KEY_FILE: join(home, 'none') })).toThrow('DARKROOM_API_KEY_FILE');
});

test('a file without secrets may be open to all', async () => {
  expect(readSettings({ DARKROOM_CONFIG: await fileOf({ url: 'http://other.test' }, 0o644) })).toEqual({ url: 'http://other.test' });
});
