import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';

import { expect, test } from '@jest/globals';
import { ownRedis, testRedis, waitFor } from '@darkroom/testkit';

import { openStore } from '../../store.ts';
import { fakeSentinel } from '../../test/fake-sentinel.ts';
import { connectRedis } from '../connection/connection.ts';

const silent = { debug() {}, info() {}, warn() {}, error() {} };
const NOBODY = '127.0.0.1:1';
const portOf = (url: string) => Number(new URL(url).port);

/** The port of the Redis to which a connection with this URL leads. */
async function portBehind(url: string): Promise<number> {
  const redis = connectRedis({ url, role: 'worker', onError: () => undefined });
  const [, port] = await redis.config('GET', 'port');
  redis.disconnect();
  return Number(port);
}

/** What `/readyz` says with this URL. */
async function problemAt(url: string): Promise<string | null> {
  const store = openStore({ url, prefix: 'x', role: 'request', now: Date.now, logger: silent });
  try {
    return await waitFor(async () => (await store.readiness()).redis.problem ?? 'none', { what: 'an answer' });
  } finally {
    await store.close();
  }
}

test('the sentinel with the newest answer counts: others are away, hang, or were cut off with the master before', async () => {
  await using before = await ownRedis();
  const { url } = testRedis();
  await using late = await fakeSentinel({ port: before.port, epoch: 3 });
  await using fresh = await fakeSentinel({ port: portOf(url), epoch: 4 });
  await using hanging = await fakeSentinel({ port: before.port, epoch: 5 });
  hanging.hang();
  expect(await portBehind(`redis+sentinel://${NOBODY},${late.place},${hanging.place},${fresh.place}/m`)).toBe(portOf(url));
});

test('a sentinel gets its own password, or that of the master if it has no other', async () => {
  const { url } = testRedis();
  await using sentinel = await fakeSentinel({ port: portOf(url), password: 'of+sentinels' });
  expect(await portBehind(`redis+sentinel://${sentinel.place}/m?sentinel_password=of+sentinels`)).toBe(portOf(url));
  expect(await portBehind(`redis+sentinel://default:of%2Bsentinels@${sentinel.place}/m`)).toBe(portOf(url));
});

test('what is wrong is said in words', async () => {
  const { url } = testRedis();
  await using open = await fakeSentinel({ port: portOf(url) });
  await using closed = await fakeSentinel({ port: portOf(url), password: 'right' });
  expect(await problemAt(`redis+sentinel://${NOBODY},127.0.0.1:2/m`)).toBe(
    'Nothing listens at 127.0.0.1:1. Nothing listens at 127.0.0.1:2.',
  );
  expect(await problemAt(`redis+sentinel://${open.place}/other`)).toBe(
    `The sentinel ${open.place} has no master with the name "other" that REDIS_URL gives.`,
  );
  expect(await problemAt(`redis+sentinel://${closed.place}/m`)).toBe(
    `The sentinel ${closed.place} needs a password: add ?sentinel_password=… to REDIS_URL.`,
  );
  expect(await problemAt(`redis+sentinel://${closed.place}/m?sentinel_password=wrong`)).toBe(
    `The sentinel ${closed.place} refuses the sentinel_username or sentinel_password in REDIS_URL.`,
  );
  expect(await problemAt(url.replace('redis://', 'redis+sentinel://') + '/m')).toBe(
    `127.0.0.1:${portOf(url)} is not a sentinel. Sentinels usually listen on port 26379.`,
  );
  expect(await problemAt(url.replace('redis://', 'redis+cluster://'))).toBe(
    `127.0.0.1:${portOf(url)} is no cluster: REDIS_URL begins with redis:// or rediss:// then.`,
  );
});

test('a connection that is told to reconnect while no sentinel answers comes back all the same', async () => {
  const { url } = testRedis();
  // A port on which nothing listens yet.
  const reserved = createServer();
  await once(reserved.listen(0, '127.0.0.1'), 'listening');
  const { port } = reserved.address() as AddressInfo;
  const hanging = await fakeSentinel({ port: portOf(url) });
  hanging.hang();
  const redis = connectRedis({ url: `redis+sentinel://${hanging.place},127.0.0.1:${port}/m`, role: 'worker', onError: () => undefined });
  const answered = redis.ping();
  await waitFor(() => redis.status === 'connecting', { what: 'it to look for the master' });
  redis.disconnect(true); // as BullMQ does with a blocking connection that is late
  await once(redis, 'reconnecting');
  await hanging[Symbol.asyncDispose]();
  reserved.close();
  await using back = await fakeSentinel({ port: portOf(url), at: port });
  expect(await answered).toBe('PONG');
  expect(back.asked).toBeGreaterThan(0);
  redis.disconnect();
});

// In ioredis each search that failed began further ones (langfuse/langfuse#13880).
test('while no sentinel knows the master, each try to connect asks once', async () => {
  const { url } = testRedis();
  await using sentinel = await fakeSentinel({ port: portOf(url) });
  const redis = connectRedis({ url: `redis+sentinel://${sentinel.place}/unknown`, role: 'worker', onError: () => undefined });
  let tries = 1;
  redis.on('reconnecting', () => tries++);
  await waitFor(() => tries >= 6, { what: 'some tries' });
  expect(sentinel.asked).toBeLessThanOrEqual(tries);
  expect(sentinel.asked).toBeGreaterThanOrEqual(tries - 1);
  redis.disconnect();
});
