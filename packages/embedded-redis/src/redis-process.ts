import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';

import { DURABLE, type RedisServer, type StartRedisOptions } from './redis-server.ts';
import { untilItAnswers } from './until-it-answers.ts';

/** How long a Redis has to end after SIGTERM before it is killed. Every write is synced, so that loses nothing. */
const STOP_PATIENCE_MS = 10_000;

/** Starts `program` (a redis-server or valkey-server) on 127.0.0.1 and returns when it answers. */
export async function startRedisProcess(
  program: string,
  { dataDir, port, args = DURABLE, configFile }: StartRedisOptions,
): Promise<RedisServer> {
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  const logFile = join(dataDir, 'redis.log');
  await rm(logFile, { force: true });

  const child = spawn(
    program,
    [
      ...(configFile === undefined ? [] : [join(dataDir, configFile)]),
      '--port',
      `${port}`,
      '--bind',
      '127.0.0.1',
      '--dir',
      dataDir,
      '--logfile',
      logFile,
      '--pidfile',
      join(dataDir, 'redis.pid'),
      ...args,
    ],
    // Its own process group: Ctrl-C in the terminal must reach only the process that stops everything in order.
    { stdio: 'ignore', detached: true },
  );
  await once(child, 'spawn');
  const exited = once(child, 'exit').then(() => undefined);

  const server: RedisServer = {
    url: `redis://127.0.0.1:${port}`,
    port,
    pid: child.pid as number, // set once spawned
    exited,
    async kill(signal) {
      child.kill(signal);
    },
    async stop() {
      child.kill('SIGCONT');
      child.kill('SIGTERM');
      const cutOff = setTimeout(() => child.kill('SIGKILL'), STOP_PATIENCE_MS);
      await exited;
      clearTimeout(cutOff);
    },
  };
  try {
    await untilItAnswers({ port, exited, logFile });
  } catch (error) {
    await server.stop();
    throw error;
  }
  return server;
}
