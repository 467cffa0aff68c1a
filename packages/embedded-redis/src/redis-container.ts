import { createHash } from 'node:crypto';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { join } from 'node:path';

import { docker, sharesNetwork } from './docker.ts';
import { DURABLE, type RedisServer, type StartRedisOptions } from './redis-server.ts';
import { untilItAnswers } from './until-it-answers.ts';

const REMOVAL_PATIENCE_MS = 10_000;

/**
 * Starts a Redis in a container, which listens on 127.0.0.1 and has its data in `dataDir`, and returns when it answers. The container is named
 * after the data directory: one left behind by a killed process is removed, and two can never share the data.
 */
export async function startRedisContainer(
  image: string,
  { dataDir, port, args = DURABLE, configFile }: StartRedisOptions,
): Promise<RedisServer> {
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  const logFile = join(dataDir, 'redis.log');
  await rm(logFile, { force: true });
  const name = `darkroom-redis-${createHash('sha256').update(dataDir).digest('hex').slice(0, 12)}`;
  await remove(name);

  const { uid, gid } = userInfo();
  const run = ['run', '--detach', '--rm', '--name', name, '--user', `${uid}:${gid}`];
  const data = ['--volume', `${dataDir}:/data`];
  const onHost = await sharesNetwork();
  const network = onHost ? ['--network', 'host'] : ['--publish', `127.0.0.1:${port}:6379`];
  const listen = onHost ? ['--port', `${port}`, '--bind', '127.0.0.1'] : ['--bind', '0.0.0.0', '--protected-mode', 'no'];
  const config = configFile === undefined ? [] : [`/data/${configFile}`];
  const command = ['redis-server', ...config, ...listen, '--dir', '/data', '--logfile', '/data/redis.log'];
  await docker([...run, ...network, ...data, image, ...command, ...args]);
  // Resolves when the container ends. If the container is gone before we ask, `docker wait` fails, which means the same.
  const exited = docker(['wait', name], 0).then(
    () => undefined,
    () => undefined,
  );

  const server: Omit<RedisServer, 'pid'> = {
    url: `redis://127.0.0.1:${port}`,
    port,
    exited,
    async kill(signal) {
      await docker(['kill', '--signal', signal, name]);
    },
    async stop() {
      await docker(['rm', '--force', name]).catch(() => undefined); // gone already; every write is synced, so an abrupt end loses nothing
      await exited;
    },
  };
  try {
    await untilItAnswers({ port, exited, logFile });
    const pid = Number(await docker(['inspect', '--format', '{{.State.Pid}}', name]));
    await writeFile(join(dataDir, 'redis.pid'), `${pid}\n`); // as a Redis that is a process does
    return { ...server, pid };
  } catch (error) {
    await server.stop();
    throw error;
  }
}

/** Removes the container of this name, if there is one. One that ends by itself is removed by the engine a moment later: that is waited for. */
async function remove(name: string): Promise<void> {
  const givesUpAt = Date.now() + REMOVAL_PATIENCE_MS; // then `docker run` says what is wrong
  do {
    await docker(['rm', '--force', name]).catch(() => undefined); // there is none, or its removal has begun
  } while ((await docker(['ps', '--all', '--quiet', '--filter', `name=^${name}$`])) !== '' && Date.now() < givesUpAt);
}
