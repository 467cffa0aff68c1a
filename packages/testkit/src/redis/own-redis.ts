import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { DURABLE, findRedis, freePort, startRedisServer } from '@darkroom/embedded-redis';
import { Redis } from 'ioredis';

import { quickDirectory } from './quick-directory.ts';
import { listenAt, socketIn } from './redis-socket.ts';
import { rememberProcess } from '../processes/started-processes.ts';

export type OwnRedis = AsyncDisposable & {
  readonly url: string;
  readonly port: number;
  /** A Unix socket that reaches it too; undefined for one in a container, and for a sentinel. */
  readonly socket: string | undefined;
  /** Where its files are. */
  readonly dataDir: string;
  /** The current process id; it changes with `restart`. */
  readonly pid: number;
  /** Sends the signal (default SIGKILL). If the signal ends a Redis, returns when it has ended. */
  kill(signal?: NodeJS.Signals): Promise<void>;
  /** Starts it again on the same data and port, after stopping it in order if it still runs. Returns when it answers. */
  restart(): Promise<void>;
  /** Suspends it, so that connections stay open and nothing is answered. */
  pause(): Promise<void>;
  resume(): Promise<void>;
  /** Sends one command, such as `CONFIG SET maxmemory 1`, and returns its answer. */
  command(name: string, ...words: string[]): Promise<unknown>;
};

/** Arguments of a Redis with replicas: they need not wait for further ones, as they do for 5 s. */
export const QUICK_REPLICATION = ['--repl-diskless-sync-delay', '0'] as const;

/** One that is suspended accepts connections, and never answers. */
const ANSWERS_WITHIN_MS = 15_000;

export type OwnRedisOptions = {
  /** Further arguments of redis-server. Relative paths begin in `dataDir`. */
  args?: readonly string[];
  /** Files that lie in `dataDir` at the start: name → text. */
  files?: Readonly<Record<string, string>>;
  /** One of them: a sentinel with this configuration, in place of a Redis. */
  sentinelFile?: string;
};

/** A Redis for one test, which may kill it. It appends and syncs as in production. Disposing ends it and deletes its data. */
export async function ownRedis({ args = [], files = {}, sentinelFile }: OwnRedisOptions = {}): Promise<OwnRedis> {
  const source = await findRedis({ environment: { PATH: process.env.PATH }, say: (text) => process.stderr.write(`${text}\n`) });
  if (source.kind === 'url') throw new Error('unreachable: no REDIS_URL was passed on');
  const dataDir = await quickDirectory('darkroom-own-redis-');
  for (const [name, text] of Object.entries(files)) await writeFile(join(dataDir, name), text);
  const socket = source.kind === 'program' && sentinelFile === undefined ? socketIn(dataDir) : undefined;
  const how =
    sentinelFile === undefined
      ? { args: [...DURABLE, ...listenAt(socket), ...args] }
      : { args: [...args, '--sentinel'], configFile: sentinelFile };
  const options = { dataDir, port: await freePort(), ...how };
  const start = async () => {
    const started = await startRedisServer(source, options);
    if (source.kind === 'program') rememberProcess(started.pid, source.program);
    return started;
  };
  let server = await start();

  return {
    url: server.url,
    port: server.port,
    socket,
    dataDir: options.dataDir,
    get pid() {
      return server.pid;
    },
    async kill(signal = 'SIGKILL') {
      await server.kill(signal);
      if (['SIGKILL', 'SIGTERM', 'SIGINT'].includes(signal)) await server.exited;
    },
    async restart() {
      await server.stop();
      server = await start();
    },
    pause: () => server.kill('SIGSTOP'),
    resume: () => server.kill('SIGCONT'),
    async command(name, ...words) {
      const redis = new Redis(server.url, { maxRetriesPerRequest: 1, commandTimeout: ANSWERS_WITHIN_MS });
      redis.on('error', () => undefined); // the command fails with it
      try {
        return await redis.call(name, ...words);
      } finally {
        redis.disconnect();
      }
    },
    async [Symbol.asyncDispose]() {
      await server.stop();
      await rm(options.dataDir, { recursive: true });
    },
  };
}
