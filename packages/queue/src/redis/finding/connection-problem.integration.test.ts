import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';

import { expect, test } from '@jest/globals';
import { ownRedis, rawRedis } from '@darkroom/testkit';

import { openStore } from '../../store.ts';
import { connectionProblem } from './connection-problem.ts';

const silent = { debug() {}, info() {}, warn() {}, error() {} };

/** What `/readyz` says of a Redis at this address. */
async function problemAt(url: string): Promise<string | null> {
  const store = openStore({ url, prefix: 'x', role: 'request', now: Date.now, logger: silent });
  try {
    return (await store.readiness()).redis.problem;
  } finally {
    await store.close();
  }
}

test('an address where nothing listens, or that does not exist, is named', async () => {
  expect(await problemAt('redis://127.0.0.1:1')).toBe('Nothing listens at 127.0.0.1:1.');
  expect(await problemAt('redis://no-such-host.invalid')).toBe('The host no-such-host.invalid is not known to DNS.');
});

test('a wrong password is named, and not repeated', async () => {
  await using redis = await ownRedis();
  const raw = rawRedis({ url: redis.url });
  await raw.acl('SETUSER', 'ann', 'on', '>right', '~*', '&*', '+@all');
  raw.disconnect();
  const { host } = new URL(redis.url);
  const problem = await problemAt(`redis://ann:half-dome@${host}`);
  expect(problem).toBe('Redis refuses the name or the password in REDIS_URL.');
  expect(await problemAt(`redis://ann:right@${host}`)).toBeNull();
});

test('a Redis without TLS is named where TLS is expected', async () => {
  await using redis = await ownRedis();
  const { host } = new URL(redis.url);
  expect(await problemAt(`rediss://${host}`)).toBe(`${host} does not answer. If it does not speak TLS, REDIS_URL begins with redis://.`);
});

test('a server that ends each connection may expect TLS', async () => {
  const server = createServer((socket) => socket.resetAndDestroy());
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  expect(await problemAt(`redis://127.0.0.1:${port}`)).toBe(
    `127.0.0.1:${port} ended the connection. If it expects TLS, REDIS_URL begins with rediss://.`,
  );
  server.close();
});

test.each([
  ['SELF_SIGNED_CERT_IN_CHAIN', 'REDIS_TLS_CA'],
  ['ERR_TLS_CERT_ALTNAME_INVALID', 'for another host name'],
  ['CERT_HAS_EXPIRED', 'has expired'],
  ['ETIMEDOUT', 'does not answer'],
])('%s says %s', (code, words) => {
  expect(connectionProblem(Object.assign(new Error('x'), { code }), { host: 'redis.example', port: 6379 })).toContain(words);
});
