import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { expect, test } from '@jest/globals';

import { openRedis } from './open-redis.ts';

async function setup() {
  const dataDir = await mkdtemp(join(tmpdir(), 'darkroom-open-redis-'));
  const opened: Awaited<ReturnType<typeof openRedis>>[] = [];
  return {
    dataDir,
    async open(environment: Record<string, string> = {}) {
      const redis = await openRedis({ environment: { PATH: process.env.PATH, ...environment }, say: () => {}, dataDir });
      opened.push(redis);
      return redis;
    },
    async [Symbol.asyncDispose]() {
      for (const redis of opened) await redis.stop();
      await rm(dataDir, { recursive: true });
    },
  };
}

test('comes back on its previous port, unless that is in use', async () => {
  await using world = await setup();
  const first = await world.open();
  await first.stop();
  const second = await world.open();
  expect(second.url).toBe(first.url);
  await second.stop();

  const taken = createServer().listen(Number(new URL(first.url).port), '127.0.0.1');
  await once(taken, 'listening');
  expect((await world.open()).url).not.toBe(first.url);
  taken.close();
});

test('never runs twice on one data directory: a process left behind is ended first', async () => {
  await using world = await setup();
  const left = await world.open();
  const pid = Number(await readFile(join(world.dataDir, 'redis.pid'), 'utf8'));
  const next = await world.open();
  await left.exited;
  expect(Number(await readFile(join(world.dataDir, 'redis.pid'), 'utf8'))).not.toBe(pid);
  expect(next.url).toBe(left.url);
});

test('an existing Redis is used and not stopped', async () => {
  await using world = await setup();
  const redis = await world.open({ REDIS_URL: 'redis://elsewhere:6379' });
  expect(redis).toMatchObject({ url: 'redis://elsewhere:6379', origin: 'REDIS_URL' });
});
