import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { dockerAnswers, DURABLE, ensureImage, findRedis, freePort, REDIS_IMAGES, startRedisServer } from '@darkroom/embedded-redis';

export type RunRedis = { url: string; origin: string; stop(): Promise<void> };

/**
 * Starts the one Redis of a test run: `REDIS_URL`; a container if a Docker engine answers; otherwise a process. `TEST_REDIS=docker|process`
 * forces one of the last two, `TEST_REDIS_IMAGE` names the image.
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
  const { GenericContainer } = await import('testcontainers');
  const container = await new GenericContainer(image)
    .withCommand(['redis-server', '--bind', '0.0.0.0', '--protected-mode', 'no', ...DURABLE])
    .withExposedPorts(6379)
    .withAutoRemove(true)
    .start();
  return {
    url: `redis://${container.getHost()}:${container.getMappedPort(6379)}`,
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
  const dataDir = await mkdtemp(join(tmpdir(), 'darkroom-test-redis-'));
  const server = await startRedisServer(source, { dataDir, port: await freePort() });
  return {
    url: server.url,
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
