import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { describe, expect, test } from '@jest/globals';

import { answersPing } from './answers-ping.ts';
import { dockerAnswers } from './docker.ts';
import { findRedis, type RedisSource } from './find-redis.ts';
import { freePort } from './free-port.ts';
import { startRedisServer } from './start-redis-server.ts';

const say = () => {};

type Startable = Exclude<RedisSource, { kind: 'url' }>;

/** Every way to run a Redis that this machine has. All must behave the same. */
async function sourcesHere(): Promise<Startable[]> {
  const sources: Startable[] = [];
  const found = await findRedis({ environment: { PATH: process.env.PATH }, say });
  if (found.kind !== 'url') sources.push(found);
  if (found.kind !== 'docker' && (await dockerAnswers())) {
    const image = 'redis:7-bookworm';
    if (await hasImage(image)) sources.push({ kind: 'docker', image });
  }
  return sources;
}

describe.each(await sourcesHere())('a Redis as a $kind', (source) => {
  test('keeps what it acknowledged through SIGKILL', async () => {
    await using place = await setup();
    const first = await startRedisServer(source, place);
    expect(await ask(first.port, 'SET kept yes')).toBe('+OK');
    await first.kill('SIGKILL');
    await first.exited;

    const second = await startRedisServer(source, place);
    expect(await ask(second.port, 'GET kept')).toBe('$3\r\nyes');
    await second.stop();
  });

  test('syncs every write and evicts nothing', async () => {
    await using place = await setup();
    const redis = await startRedisServer(source, place);
    expect(await ask(redis.port, 'CONFIG GET appendfsync')).toContain('always');
    expect(await ask(redis.port, 'CONFIG GET maxmemory-policy')).toContain('noeviction');
    await redis.stop();
  });

  test('stops while paused, and twice', async () => {
    await using place = await setup();
    const redis = await startRedisServer(source, place);
    await redis.kill('SIGSTOP');
    await Promise.all([redis.stop(), redis.stop()]);
    expect(await answersPing(redis.port)).toBe(false);
  });

  test('a port in use fails its start and leaves nothing', async () => {
    await using place = await setup();
    const taken = createServer((socket) => socket.destroy()).listen(place.port, '127.0.0.1');
    await once(taken, 'listening');
    await expect(startRedisServer(source, place)).rejects.toThrow(/address already in use/i);
    taken.close();
    await once(taken, 'close');

    const redis = await startRedisServer(source, place);
    await redis.stop();
  });
});

describe('finding a Redis', () => {
  test('REDIS_URL comes first', async () => {
    const url = 'redis://elsewhere:6379';
    expect(await findRedis({ environment: { REDIS_URL: url, PATH: process.env.PATH }, say })).toEqual({ kind: 'url', url });
  });

  test('redis-server comes before valkey-server, and only programs count', async () => {
    await using place = await setup();
    const valkey = join(place.dataDir, 'valkey-server');
    const redis = join(place.dataDir, 'redis-server');
    await writeFile(valkey, '');
    await writeFile(redis, '');
    await chmod(valkey, 0o755);
    expect(await findRedis({ environment: { PATH: place.dataDir }, say })).toEqual({ kind: 'program', program: valkey });
    await chmod(redis, 0o755);
    expect(await findRedis({ environment: { PATH: place.dataDir }, say })).toEqual({ kind: 'program', program: redis });
  });
});

async function setup() {
  const dataDir = await mkdtemp(join(tmpdir(), 'darkroom-embedded-redis-'));
  return {
    dataDir,
    port: await freePort(),
    [Symbol.asyncDispose]: () => rm(dataDir, { recursive: true }),
  };
}

async function ask(port: number, command: string): Promise<string> {
  const socket = connect({ port, host: '127.0.0.1' });
  socket.write(`${command}\r\n`);
  const [answer] = (await once(socket, 'data')) as [Buffer];
  socket.destroy();
  return answer.toString().trimEnd();
}

async function hasImage(image: string): Promise<boolean> {
  const { stdout } = await promisify(execFile)('docker', ['images', '--quiet', image]);
  return stdout !== '';
}
