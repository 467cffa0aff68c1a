import { expect, test } from '@jest/globals';
import { Redis } from 'ioredis';

import { ownRedis } from './own-redis.ts';
import { waitFor } from '../waiting/wait-for.ts';

async function setup() {
  const own = await ownRedis();
  const redis = new Redis(own.url, { retryStrategy: () => 20 });
  redis.on('error', () => undefined); // expected while it is down
  return {
    own,
    redis,
    async [Symbol.asyncDispose]() {
      redis.disconnect();
      await own[Symbol.asyncDispose]();
    },
  };
}

test('what it acknowledged survives kill -9 and a restart', async () => {
  await using world = await setup();
  await world.redis.set('acknowledged', 'yes');
  const before = world.own.pid;
  await world.own.kill('SIGKILL');
  await world.own.restart();
  expect(world.own.pid).not.toBe(before);
  expect(await world.redis.get('acknowledged')).toBe('yes');
});

test('one that is a process is reached by a Unix socket too, also after a restart', async () => {
  await using own = await ownRedis();
  if (own.socket === undefined) return; // it is in a container
  await own.restart();
  const redis = new Redis(own.socket);
  expect(await redis.config('GET', 'port')).toEqual(['port', `${own.port}`]);
  redis.disconnect();
});

test('paused, it answers nothing; resumed, it answers everything asked in the meantime', async () => {
  await using world = await setup();
  await world.redis.ping();
  await world.own.pause();
  let answered = false;
  const asked = world.redis.ping().finally(() => (answered = true));
  await expect(waitFor(() => answered, { what: 'an answer', timeoutMs: 100 })).rejects.toThrow('last seen: false');
  await world.own.resume();
  expect(await asked).toBe('PONG');
});

test('can be disposed of while paused, and after it was killed', async () => {
  const paused = await ownRedis();
  await paused.pause();
  await paused[Symbol.asyncDispose]();
  const killed = await ownRedis();
  await killed.kill();
  await killed[Symbol.asyncDispose]();
  expect(() => process.kill(paused.pid, 0)).toThrow('ESRCH');
  expect(() => process.kill(killed.pid, 0)).toThrow('ESRCH');
});
