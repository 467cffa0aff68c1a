import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { expect, test } from '@jest/globals';
import { freePort, ownRedis, selfSigned, startProcess, waitFor, type OwnRedis } from '@darkroom/testkit';

import { findBroken, untilBack } from './redis-away.ts';
import { submitWaves } from './submit-waves.ts';
import { startSystem } from './system.ts';

/** Every process exchanges its password and its authority under load, without a restart: docs/operations/redis.md#a-new-password. */

const USER = 'darkroom';
const TLS = ['--tls-cert-file', 'cert.pem', '--tls-key-file', 'key.pem', '--tls-ca-cert-file', 'cert.pem', '--tls-auth-clients', 'no'];

/** The connections of all processes: BullMQ's have names, and block. */
async function connections(redis: OwnRedis): Promise<string[]> {
  const lines = String(await redis.command('CLIENT', 'LIST')).split('\n');
  const ours = lines.filter((line) => line.includes(` user=${USER} `));
  return ours.map((line) => / name=(\S*)/.exec(line)![1]!).toSorted();
}

/** Ends all connections, and returns when there are as many again, of the same names. */
async function reconnectAll(redis: OwnRedis): Promise<void> {
  const before = await connections(redis);
  expect(new Set(before.filter((name) => name !== '')).size).toBeGreaterThanOrEqual(3); // the queues of BullMQ
  await redis.command('CLIENT', 'KILL', 'USER', USER);
  await waitFor(async () => (await connections(redis)).join() === before.join(), {
    what: 'every connection to come back',
    timeoutMs: 60_000,
    everyMs: 200,
  });
}

test('a password and an authority are exchanged while jobs run: every connection of every process comes back with the new ones', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'darkroom-credentials-'));
  await using cleaning = new AsyncDisposableStack();
  cleaning.defer(() => rm(folder, { recursive: true }));
  const [urlFile, caFile] = [join(folder, 'redis-url'), join(folder, 'ca.pem')];
  const [first, second, tlsPort] = [selfSigned(), selfSigned(), await freePort()];
  const urlWith = (password: string) => `rediss://${USER}:${password}@127.0.0.1:${tlsPort}`;
  await Promise.all([writeFile(urlFile, urlWith('old')), writeFile(caFile, first.cert)]);

  const files = { 'cert.pem': first.cert, 'key.pem': first.key };
  await using redis = await ownRedis({ files, args: ['--tls-port', `${tlsPort}`, ...TLS] });
  await redis.command('ACL', 'SETUSER', USER, 'on', '>old', '~*', '&*', '+@all');
  const all = { REDIS_URL: '', REDIS_URL_FILE: urlFile, REDIS_TLS_CA: caFile };
  await using system = await startSystem({ redisUrl: urlWith('old'), all });
  const login = { DASHBOARD_USER: 'ansel', DASHBOARD_PASSWORD: 'half-dome-1927' };
  await using dashboard = await startProcess('dashboard', { ...all, ...login, REDIS_PREFIX: system.redis.prefix });
  const waves = await submitWaves(system);

  await redis.command('ACL', 'SETUSER', USER, '>new');
  await writeFile(urlFile, urlWith('new'));
  await redis.command('ACL', 'SETUSER', USER, '<old');
  await expect(redis.command('AUTH', USER, 'old')).rejects.toThrow('WRONGPASS');
  await reconnectAll(redis);
  waves.next();

  await Promise.all([writeFile(join(redis.dataDir, 'cert.pem'), second.cert), writeFile(join(redis.dataDir, 'key.pem'), second.key)]);
  await redis.command('CONFIG', 'SET', ...TLS.slice(0, 6).map((word) => word.replace('--', '')));
  await writeFile(caFile, second.cert);
  await reconnectAll(redis);
  waves.next();

  await untilBack(system);
  expect(await findBroken(system, await waves.submitted())).toEqual([]);
  const { api, notifier, workers } = system.processes;
  for (const { url } of [api, notifier, dashboard, ...workers]) expect((await fetch(`${url}/readyz`)).status).toBe(200);
  const refused = [api, notifier, dashboard, ...workers].flatMap(({ lines }) => lines.filter((line) => /WRONGPASS|SELF_SIGNED/.test(line)));
  expect(refused).toEqual([]);
});
