import dns from 'node:dns';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { expect, test } from '@jest/globals';
import { freePort, ownRedis, selfSigned, waitFor } from '@darkroom/testkit';

import { connectRedis } from './connection.ts';

const TLS = ['--tls-cert-file', 'cert.pem', '--tls-key-file', 'key.pem', '--tls-ca-cert-file', 'cert.pem', '--tls-auth-clients', 'no'];

const withTls = (port: number) => ['--tls-port', `${port}`, ...TLS];

async function directory() {
  const path = await mkdtemp(join(tmpdir(), 'darkroom-login-'));
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true }) };
}

test('a new password in the file of REDIS_URL is used by the next connection, and by those that BullMQ copied', async () => {
  await using redis = await ownRedis();
  await using folder = await directory();
  const urlFile = join(folder.path, 'redis-url');
  const urlWith = (password: string) => `redis://ann:${password}@127.0.0.1:${redis.port}`;
  const errors: string[] = [];
  await redis.command('ACL', 'SETUSER', 'ann', 'on', '>old', '>new', '~*', '&*', '+@all');
  await writeFile(urlFile, urlWith('old'));
  const own = connectRedis({ url: urlWith('old'), urlFile, role: 'worker', onError: ({ message }) => errors.push(message) });
  const copy = own.duplicate();
  await Promise.all([own.ping(), copy.ping()]);

  await writeFile(urlFile, urlWith('new'));
  await redis.command('ACL', 'SETUSER', 'ann', '<old');
  expect(await own.ping()).toBe('PONG'); // Redis asks for passwords at the beginning only
  await redis.command('CLIENT', 'KILL', 'USER', 'ann');
  expect([await own.ping(), await copy.ping()]).toEqual(['PONG', 'PONG']);
  expect(errors.filter((message) => message.startsWith('WRONGPASS'))).toEqual([]);

  // A file that is wrong or gone changes nothing, and is reported.
  await writeFile(urlFile, 'nonsense');
  await redis.command('CLIENT', 'KILL', 'USER', 'ann');
  expect(await own.ping()).toBe('PONG');
  await writeFile(urlFile, `redis://ann:new@127.0.0.1:${redis.port}/1`);
  await redis.command('CLIENT', 'KILL', 'USER', 'ann');
  expect(await own.ping()).toBe('PONG');
  await rm(urlFile);
  await redis.command('CLIENT', 'KILL', 'USER', 'ann');
  expect(await own.ping()).toBe('PONG');
  expect(errors.some((message) => message.startsWith('REDIS_URL_FILE: must begin with redis://'))).toBe(true);
  expect(errors).toContain('REDIS_URL_FILE: names another Redis; restart this process to use it');
  expect(errors.some((message) => message.startsWith('REDIS_URL_FILE: ENOENT'))).toBe(true);
  own.disconnect();
  copy.disconnect();
});

test('a password that was changed at Redis first is retried until the file has it', async () => {
  await using redis = await ownRedis();
  await using folder = await directory();
  const urlFile = join(folder.path, 'redis-url');
  const url = `redis://ann:old@127.0.0.1:${redis.port}`;
  await redis.command('ACL', 'SETUSER', 'ann', 'on', '>new', '~*', '&*', '+@all');
  await writeFile(urlFile, url);
  const errors: string[] = [];
  const own = connectRedis({ url, urlFile, role: 'worker', onError: ({ message }) => errors.push(message) });
  await waitFor(() => errors.some((message) => message.startsWith('WRONGPASS')), { what: 'it to be refused' });
  await writeFile(urlFile, url.replace('old', 'new'));
  await waitFor(() => own.status === 'ready', { what: 'it to be let in' });
  expect(await own.ping()).toBe('PONG');
  own.disconnect();
});

test('TLS with an authority of one’s own, which may be exchanged', async () => {
  await using folder = await directory();
  const { cert, key } = selfSigned();
  const tlsPort = await freePort();
  const files = { 'cert.pem': cert, 'key.pem': key };
  await using redis = await ownRedis({ files, args: withTls(tlsPort) });
  const tlsCa = join(folder.path, 'ca.pem');
  await writeFile(tlsCa, selfSigned().cert);
  const errors: string[] = [];
  const url = `rediss://127.0.0.1:${tlsPort}`;
  const own = connectRedis({ url, tlsCa, role: 'worker', onError: (error) => errors.push((error as NodeJS.ErrnoException).code ?? '') });
  await waitFor(() => errors.includes('DEPTH_ZERO_SELF_SIGNED_CERT'), { what: 'another authority to be refused' });
  await writeFile(tlsCa, cert);
  expect(await own.ping()).toBe('PONG');
  const byName = connectRedis({ url: `rediss://localhost:${tlsPort}?family=4`, tlsCa, role: 'worker', onError: () => undefined });
  expect(await byName.ping()).toBe('PONG');
  expect(await redis.command('PING')).toBe('PONG');
  own.disconnect();
  byName.disconnect();
});

test('TLS to sentinels and their master, and to a cluster', async () => {
  await using folder = await directory();
  const { cert, key } = selfSigned();
  const tlsCa = join(folder.path, 'ca.pem');
  await writeFile(tlsCa, cert);
  const files = { 'cert.pem': cert, 'key.pem': key };
  const [masterPort, sentinelPort, nodePort, busPort] = await Promise.all([freePort(), freePort(), freePort(), freePort()]);
  const connect = (url: string) => connectRedis({ url, tlsCa, root: '{x}', role: 'worker', onError: () => undefined });

  await using master = await ownRedis({ files, args: withTls(masterPort) });
  const config = `sentinel monitor m 127.0.0.1 ${masterPort} 1\n`;
  await using sentinel = await ownRedis({
    files: { ...files, 'sentinel.conf': config },
    sentinelFile: 'sentinel.conf',
    args: [...withTls(sentinelPort), '--tls-replication', 'yes'],
  });
  const bySentinel = connect(`rediss+sentinel://127.0.0.1:${sentinelPort}/m`);
  await bySentinel.set('by', 'sentinel');
  expect(await master.command('GET', 'by')).toBe('sentinel');
  const plainSentinel = connect(`rediss+sentinel://127.0.0.1:${sentinel.port}/m?sentinel_tls=false`);
  expect(await plainSentinel.get('by')).toBe('sentinel');

  const inCluster = ['--cluster-enabled', 'yes', '--cluster-port', `${busPort}`, '--tls-cluster', 'yes'];
  await using node = await ownRedis({ files, args: [...withTls(nodePort), ...inCluster] });
  await node.command('CLUSTER', 'ADDSLOTSRANGE', '0', '16383');
  const byNode = connect(`rediss+cluster://127.0.0.1:${nodePort}`);
  const set = () => byNode.set('{x}:by', 'node'); // at first the cluster is not ok
  await waitFor(set, { what: 'a write to be taken', everyMs: 100 });
  expect(await byNode.get('{x}:by')).toBe('node');
  for (const redis of [bySentinel, plainSentinel, byNode]) redis.disconnect();
});

test('a host name that leads to another address is looked up again for each connection', async () => {
  await using first = await ownRedis();
  const lookUp = dns.lookup;
  let address = '127.0.0.1';
  const asked: string[] = [];
  const fake = (_name: string, options: dns.LookupOptions, found: (error: null, ...answer: unknown[]) => void) => {
    asked.push(address);
    if (options.all) found(null, [{ address, family: 4 }]);
    else found(null, address, 4);
  };
  dns.lookup = fake as unknown as typeof dns.lookup;
  try {
    const redis = connectRedis({ url: `redis://moving.test:${first.port}`, role: 'worker', onError: () => undefined });
    await redis.ping();
    address = '127.0.0.2'; // nothing listens there
    await first.command('CLIENT', 'KILL', 'TYPE', 'normal');
    await waitFor(() => asked.includes('127.0.0.2'), { what: 'the name to be looked up' });
    address = '127.0.0.1';
    expect(await redis.ping()).toBe('PONG');
    redis.disconnect();
  } finally {
    dns.lookup = lookUp;
  }
});
