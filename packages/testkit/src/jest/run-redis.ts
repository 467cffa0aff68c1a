import { rm } from 'node:fs/promises';

import {
  dockerAnswers,
  DURABLE,
  ensureImage,
  findRedis,
  freePort,
  REDIS_IMAGES,
  sharesNetwork,
  startRedisServer,
} from '@darkroom/embedded-redis';

import { quickDirectory } from '../redis/quick-directory.ts';
import { listenAt, socketIn } from '../redis/redis-socket.ts';

/** While a script of one test runs for long, the commands of others wait for it; usually Redis refuses them as BUSY after 5 s. */
const PATIENT = ['--lua-time-limit', '0'] as const;

/** `socket`: a Unix socket that reaches it too, if it is a process. */
export type RunRedis = { url: string; socket?: string | undefined; origin: string; stop(): Promise<void> };

/**
 * Starts the one Redis of a test run: `REDIS_URL`; a container if a Docker engine answers; otherwise a process. `TEST_REDIS=docker|process`
 * forces one of the last two, `TEST_REDIS_IMAGE` names the image. It syncs each write, since processes check that, but to a file in memory.
 * @throws NoRedisError if none is available
 */
export async function startRunRedis(environment: NodeJS.ProcessEnv): Promise<RunRedis> {
  const forced = environment.TEST_REDIS;
  if (environment.REDIS_URL && !forced) return { url: environment.REDIS_URL, origin: 'REDIS_URL', stop: async () => {} };
  if (forced !== 'process' && (await dockerAnswers())) {
    try {
      return await inContainer(environment);
    } catch (error) {
      if (forced === 'docker') throw error;
      say(`Redis for the tests: Docker answers but gives no Redis (${String(error)})`);
    }
  } else if (forced === 'docker') {
    throw new Error('TEST_REDIS=docker, but no Docker engine answers');
  }
  return asProcess(environment);
}

async function inContainer(environment: NodeJS.ProcessEnv): Promise<RunRedis> {
  const image = await firstThatIsThere(environment.TEST_REDIS_IMAGE ? [environment.TEST_REDIS_IMAGE] : REDIS_IMAGES);
  environment.TESTCONTAINERS_RYUK_DISABLED ??= 'true'; // the reaper would be another image to pull; the teardown stops the container
  const { GenericContainer, Wait } = await import('testcontainers');
  const onHost = await sharesNetwork();
  const port = onHost ? await freePort() : 6379;
  const reach = onHost ? ['--bind', '127.0.0.1'] : ['--bind', '0.0.0.0', '--protected-mode', 'no'];
  const created = new GenericContainer(image)
    .withCommand(['redis-server', '--port', `${port}`, ...reach, '--dir', '/data', ...DURABLE, ...PATIENT])
    .withTmpFs({ '/data': 'rw' })
    .withWaitStrategy(Wait.forLogMessage(/Ready to accept connections/))
    .withAutoRemove(true);
  const container = await (onHost ? created.withNetworkMode('host') : created.withExposedPorts(port)).start();
  return {
    url: onHost ? `redis://127.0.0.1:${port}` : `redis://${container.getHost()}:${container.getMappedPort(port)}`,
    origin: `testcontainers, ${image}`,
    async stop() {
      // An engine that stopped in the meantime also removed the container.
      await container.stop().catch((error: unknown) => say(`The Redis container could not be stopped (${String(error)})`));
    },
  };
}

async function firstThatIsThere(images: string[]): Promise<string> {
  for (const image of images) if (await ensureImage(image, say)) return image;
  throw new Error(`no image ${images.join(' or ')}`);
}

async function asProcess(environment: NodeJS.ProcessEnv): Promise<RunRedis> {
  const source = await findRedis({ environment: { PATH: environment.PATH }, say });
  if (source.kind === 'url') throw new Error('unreachable: no REDIS_URL was passed on');
  const dataDir = await quickDirectory('darkroom-test-redis-');
  const socket = source.kind === 'program' ? socketIn(dataDir) : undefined;
  const args = [...DURABLE, ...PATIENT, ...listenAt(socket)];
  const server = await startRedisServer(source, { dataDir, port: await freePort(), args });
  return {
    url: server.url,
    socket,
    origin: source.kind === 'docker' ? `Docker, ${source.image}` : source.program,
    async stop() {
      await server.stop();
      await rm(dataDir, { recursive: true });
    },
  };
}

function say(text: string): void {
  process.stderr.write(`${text}\n`);
}
