import { existsSync } from 'node:fs';
import { access, constants } from 'node:fs/promises';
import { delimiter, join } from 'node:path';

import { installRedis } from './apt.ts';
import { dockerAnswers, ensureImage } from './docker.ts';

/** Where to get a Redis: one that is running, a program to start, or an image for a container. */
export type RedisSource = { kind: 'url'; url: string } | { kind: 'program'; program: string } | { kind: 'docker'; image: string };

export class NoRedisError extends Error {
  constructor() {
    super(
      [
        'No Redis was found. Do any one of these:',
        '  1. Install it: apt-get install redis-server, or brew install redis (valkey-server works, too).',
        '  2. Start Docker. Its image redis:7-bookworm is then used.',
        '  3. Set REDIS_URL to a running Redis, such as redis://127.0.0.1:6379.',
      ].join('\n'),
    );
    this.name = 'NoRedisError';
  }
}

/** Usable images, the preferred one first. */
export const REDIS_IMAGES = ['redis:7-bookworm', 'redis:7'];

export type FindRedisOptions = {
  environment: Readonly<Record<string, string | undefined>>;
  /** Shows a text to the user about a step that takes long. */
  say: (text: string) => void;
};

/**
 * Finds a Redis: `REDIS_URL`, then `redis-server` or `valkey-server` on the PATH, then Docker, then (on Debian and Ubuntu, as
 * root) apt. @throws NoRedisError with a message that names the ways to get one
 */
export async function findRedis({ environment, say }: FindRedisOptions): Promise<RedisSource> {
  if (environment.REDIS_URL) return { kind: 'url', url: environment.REDIS_URL };

  const program = await findProgram(environment.PATH);
  if (program) return { kind: 'program', program };

  if (await dockerAnswers()) {
    for (const image of REDIS_IMAGES) if (await ensureImage(image, say)) return { kind: 'docker', image };
  }

  if (existsSync('/etc/debian_version') && process.getuid?.() === 0) {
    say("Installing Debian's redis-server …");
    if (await installRedis()) {
      const installed = await findProgram(environment.PATH);
      if (installed) return { kind: 'program', program: installed };
    }
  }
  throw new NoRedisError();
}

async function findProgram(path = ''): Promise<string | undefined> {
  for (const name of ['redis-server', 'valkey-server']) {
    for (const directory of path.split(delimiter).filter(Boolean)) {
      const program = join(directory, name);
      const executable = await access(program, constants.X_OK).then(
        () => true,
        () => false,
      );
      if (executable) return program;
    }
  }
  return undefined;
}
