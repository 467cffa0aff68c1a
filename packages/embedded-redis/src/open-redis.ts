import { mkdir, readFile, realpath, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { findRedis, type FindRedisOptions } from './find-redis.ts';
import { freePort, isFree } from './free-port.ts';
import { commandLineOf } from './command-line.ts';
import { startRedisServer } from './start-redis-server.ts';
import { untilEnded } from './until-ended.ts';

export type OpenRedis = {
  url: string;
  /** Where it comes from, in a few words for the user. */
  origin: string;
  /** Resolves when a Redis that we started has ended, or after `stop`. */
  exited: Promise<void>;
  /** Stops the Redis that we started; one that was running before is not stopped. */
  stop(): Promise<void>;
};

export type OpenRedisOptions = FindRedisOptions & {
  /** Keeps the data and the port between starts. The caller must ensure that only one process at a time opens it. */
  dataDir: string;
};

/**
 * Finds a Redis and starts it on the data of the previous start. A Redis left behind on that data by a killed process is ended first.
 * @throws NoRedisError
 */
export async function openRedis(options: OpenRedisOptions): Promise<OpenRedis> {
  const source = await findRedis(options);
  if (source.kind === 'url') {
    const left = Promise.withResolvers<void>();
    return { url: source.url, origin: 'REDIS_URL', exited: left.promise, stop: async () => left.resolve() };
  }

  await mkdir(options.dataDir, { recursive: true, mode: 0o700 });
  const dataDir = await realpath(options.dataDir);
  await endLeftover(dataDir);
  const port = await keptPort(join(dataDir, 'port'));
  const server = await startRedisServer(source, { dataDir, port });
  return {
    url: server.url,
    origin: source.kind === 'docker' ? `Docker, ${source.image}` : source.program,
    exited: server.exited,
    stop: () => server.stop(),
  };
}

/** Ends a Redis process that still uses this data. (A container is found by its name when the next one starts.) */
async function endLeftover(dataDir: string): Promise<void> {
  const pid = Number(await readFile(join(dataDir, 'redis.pid'), 'utf8').catch(() => ''));
  if (!pid || !/(redis|valkey)-server/.test((await commandLineOf(pid)) ?? '')) return;
  process.kill(pid, 'SIGTERM');
  await untilEnded(pid);
}

/** The previous port, or a free one if that is in use or there was none. */
async function keptPort(file: string): Promise<number> {
  const kept = Number(await readFile(file, 'utf8').catch(() => ''));
  if (kept && (await isFree(kept))) return kept;
  const port = await freePort();
  await writeFile(file, `${port}\n`);
  return port;
}
