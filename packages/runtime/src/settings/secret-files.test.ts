import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, expect, test } from '@jest/globals';
import { z } from 'zod';

import { readSecretFiles, SECRETS } from './secret-files.ts';
import { secretsOf } from './secret-settings.ts';
import { readSettings } from './settings.ts';

const folder = mkdtempSync(join(tmpdir(), 'secret-files-'));
afterAll(() => rmSync(folder, { recursive: true }));

function fileWith(text: string): string {
  const path = join(folder, `secret-${text.length}`);
  writeFileSync(path, text);
  return path;
}

const schema = z.object({ DARKROOM_ADMIN_KEY: z.string(), WEBHOOK_SECRET: z.string().optional() });

test('a secret is read from a file, without the line break at its end', () => {
  for (const text of ['a key', 'a key\n', 'a key\r\n']) {
    expect(readSettings(schema, { DARKROOM_ADMIN_KEY_FILE: fileWith(text) })).toEqual({ DARKROOM_ADMIN_KEY: 'a key' });
  }
});

test('a file that cannot be used stops the start, without its content', () => {
  const wrong = {
    DARKROOM_ADMIN_KEY: 'given',
    DARKROOM_ADMIN_KEY_FILE: fileWith('hidden'),
    WEBHOOK_SECRET_FILE: join(folder, 'missing'),
  };
  expect(() => readSettings(schema, wrong)).toThrow(
    /DARKROOM_ADMIN_KEY_FILE: DARKROOM_ADMIN_KEY is set, too[^]*WEBHOOK_SECRET_FILE: cannot be read \(ENOENT\)/,
  );
  expect(() => readSettings(schema, wrong)).not.toThrow(/hidden|given/);
  expect(() => readSettings(schema, { DARKROOM_ADMIN_KEY_FILE: fileWith('\n') })).toThrow(/DARKROOM_ADMIN_KEY_FILE: the file is empty/);
});

test('only the files of settings that a process reads are opened, and other names with _FILE are unknown', () => {
  const others = { DARKROOM_ADMIN_KEY: 'k', DASHBOARD_PASSWORD_FILE: join(folder, 'missing'), WEBHOOK_SECRET_FILE: '' };
  expect(readSettings(schema, others)).toEqual({ DARKROOM_ADMIN_KEY: 'k' });
  expect(() => readSettings(schema, { ...others, DASHBOARD_USER_FILE: 'x' })).toThrow('DASHBOARD_USER_FILE: no such setting');
});

test('all files can be read at once, for the processes that get the environment', () => {
  const given = { DASHBOARD_PASSWORD_FILE: fileWith('secret'), PATH: '/bin' };
  expect(readSecretFiles(given)).toEqual({ environment: { DASHBOARD_PASSWORD: 'secret', PATH: '/bin' }, problems: [] });
});

test('what files hold is redacted in log lines as well, and of an API key all of it', () => {
  const given = { DARKROOM_ADMIN_KEY_FILE: fileWith('operator-key'), DARKROOM_API_KEYS: 'acme:ab:cdefgh, beta:12345678' };
  expect(secretsOf(given).toSorted()).toEqual(['12345678', 'ab:cdefgh', 'operator-key']);
});

const page = readFileSync(new URL('../../../../docs/operations/settings.md', import.meta.url), 'utf8');
const settings = [...page.matchAll(/^\|([^|]*)\|/gm)].flatMap(([, names]) =>
  [...names!.matchAll(/`([A-Z0-9_]+)`/g)].map(([, name]) => name!),
);

test('every setting with the name of a secret can be given as a file, and the page of settings lists it', () => {
  const secrets = settings.filter((name) => /^REDIS_URL$|(KEY|KEYS|KEY_ID|SECRET|PASSWORD|TOKEN|HEADERS)$/.test(name));
  expect(secrets.length).toBeGreaterThan(12);
  expect(secrets.filter((name) => !(SECRETS as readonly string[]).includes(name))).toEqual([]);
  const list = /^\* A secret can also be given as a file[^]*?^\* /m.exec(page)![0];
  expect(SECRETS.filter((name) => !list.includes(`\`${name}\``))).toEqual([]);
});

test('every such setting is redacted in log lines, except those that only belong to a secret', () => {
  const bytes = Buffer.from('a secret with more than 24 bytes').toString('base64');
  const value = (name: string) => {
    if (name === 'REDIS_URL') return 'redis://:a-password@redis';
    return name.endsWith('_HEADERS') ? `authorization=${bytes}` : bytes;
  };
  expect(SECRETS.filter((name) => secretsOf({ [name]: value(name) }).length === 0)).toEqual([
    'OIDC_ISSUER',
    'OIDC_CLIENT_ID',
    'AWS_ACCESS_KEY_ID',
  ]);
});
