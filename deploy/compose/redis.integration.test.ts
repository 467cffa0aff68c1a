import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { freePort } from '@darkroom/embedded-redis';
import { expect, test } from '@jest/globals';
import { waitFor } from '@darkroom/testkit';
import { Redis } from 'ioredis';

import { pathOf } from '../checks/repository.ts';

const HOST = '127.0.0.1';

test('the scripts start a master with its replica and a sentinel, and a restart keeps what Sentinel has changed, under a new password', async () => {
  const scratch = mkdtempSync(join(tmpdir(), 'darkroom-sentinel-'));
  const [first, second, third] = [await freePort(), await freePort(), await freePort()];
  writeFileSync(join(scratch, 'REDIS_PASSWORD'), 'the-first\n');
  writeFileSync(join(scratch, 'memory.max'), '2147483648\n');
  await using started = new AsyncDisposableStack();
  started.defer(() => rmSync(scratch, { recursive: true }));
  const start = (kind: 'redis' | 'sentinel', port: number) => {
    const data = join(scratch, String(port));
    mkdirSync(data, { recursive: true });
    const env = {
      PATH: process.env['PATH'],
      ADDRESS: HOST,
      FIRST: HOST,
      FIRST_PORT: `${first}`,
      PORT: `${port}`,
      DATA: data,
      SECRETS: scratch,
      CGROUP: scratch,
    };
    const child = spawn('sh', [pathOf(`deploy/compose/redis/start-${kind}.sh`)], { env, stdio: 'ignore' });
    const ended = new Promise<void>((resolve) => {
      child.once('exit', () => resolve());
    });
    const stop = async () => {
      child.kill('SIGTERM');
      await ended;
    };
    started.defer(stop);
    return stop;
  };
  start('redis', first);
  const stopSecond = start('redis', second);
  start('sentinel', third);
  await waitFor(async () => (await ask(first, 'the-first', 'INFO', 'replication')).includes('connected_slaves:1'), {
    what: 'the replica to be connected',
  });
  await waitFor(async () => (await ask(third, undefined, 'SENTINEL', 'get-master-addr-by-name', 'darkroom')).includes(String(first)), {
    what: 'the sentinel to name the master',
  });
  const settings = await ask(first, 'the-first', 'CONFIG', 'GET', 'appendfsync', 'maxmemory-policy', 'min-replicas-to-write', 'maxmemory');
  expect(settings.split(',')).toEqual(expect.arrayContaining(['always', 'noeviction', '1', `${2 ** 30}`]));

  // As Sentinel makes another one the master.
  await ask(second, 'the-first', 'REPLICAOF', 'NO', 'ONE');
  await ask(second, 'the-first', 'CONFIG', 'REWRITE');
  await stopSecond();
  writeFileSync(join(scratch, 'REDIS_PASSWORD'), 'the-second\n');
  writeFileSync(join(scratch, 'memory.max'), 'max\n');
  start('redis', second);
  await waitFor(async () => (await ask(second, 'the-second', 'INFO', 'replication')).includes('role:master'), {
    what: 'it to be the master still',
  });
  expect(readFileSync(join(scratch, String(second), 'redis.conf'), 'utf8')).not.toMatch(/the-first|^replicaof/m);
  expect(await ask(second, 'the-second', 'CONFIG', 'GET', 'maxmemory')).toBe('maxmemory,0');
});

/** One command over a connection of its own; the empty text while the server cannot be reached. */
async function ask(port: number, password: string | undefined, command: string, ...args: string[]): Promise<string> {
  const redis = new Redis(port, HOST, { ...(password !== undefined && { password }), lazyConnect: true, retryStrategy: () => null });
  redis.on('error', () => undefined); // the command fails, too
  try {
    await redis.connect();
    return String(await redis.call(command, ...args));
  } catch {
    return ''; // asked again
  } finally {
    redis.disconnect();
  }
}
