import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { createLogger } from '@darkroom/runtime';
import { freePort, ownRedis, selfSigned } from '@darkroom/testkit';
import { expect, test } from '@jest/globals';

import { readConfig } from './config.ts';
import { runBackup } from './run-backup.ts';

const TLS = ['--tls-cert-file', 'cert.pem', '--tls-key-file', 'key.pem', '--tls-ca-cert-file', 'cert.pem', '--tls-auth-clients', 'no'];

test('a backup is taken from a Redis with a certificate of one’s own, as the worker reaches it', async () => {
  const { cert, key } = selfSigned();
  const tlsPort = await freePort();
  await using redis = await ownRedis({ files: { 'cert.pem': cert, 'key.pem': key }, args: ['--tls-port', `${tlsPort}`, ...TLS] });
  await using folder = await temporaryDirectory();
  const [tlsCa, backup] = [join(folder.path, 'ca.pem'), join(folder.path, 'backup.rdb')];
  await writeFile(tlsCa, cert);
  const config = readConfig({
    GETTY_API_KEY: 'test-key',
    GETTY_API_SECRET: 'test-secret',
    REDIS_URL: `rediss://127.0.0.1:${tlsPort}`,
    REDIS_TLS_CA: tlsCa,
  });
  const printed: string[] = [];
  const deps = { config, logger: createLogger({ name: 'backup', level: 'silent' }), print: (line: string) => void printed.push(line) };
  expect([await runBackup(deps, [backup]), printed.at(-1)]).toEqual([0, `Copied to ${backup}.`]);
  expect((await stat(backup)).size).toBeGreaterThan(50);
  expect(await redis.command('PING')).toBe('PONG');
});

async function temporaryDirectory() {
  const path = await mkdtemp(join(tmpdir(), 'darkroom-backup-'));
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true }) };
}
