import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { commandLineOf, freePorts } from '@darkroom/embedded-redis';
import type { Environment } from '@darkroom/runtime';
import { PATIENCE_MS, waitFor } from '@darkroom/testkit';

import { root } from '../config.ts';

/** A whole system starts, and makes its first picture: that is more than one fact. */
const START_MS = 3 * PATIENCE_MS;

export type LocalRun = AsyncDisposable & {
  kill(signal: NodeJS.Signals): void;
  exited: Promise<number | null>;
  output(): string;
  /** Waits until its output contains the text, `times` times. */
  says(wanted: string, times?: number): Promise<unknown>;
  /** The ids of the running processes of its apps and Redis. */
  processes(): Promise<number[]>;
};

/** Starts the system as `npm start` does, on its own ports and home. Disposing stops it in order. */
export function startLocal(home: string, port: number, ...options: string[]): LocalRun {
  return startLocalWith({}, home, port, ...options);
}

/** The same with additional environment variables. */
export function startLocalWith(environment: Environment, home: string, port: number, ...options: string[]): LocalRun {
  const child = spawn(process.execPath, ['apps/local/src/main.ts', '--home', home, ...options], {
    cwd: root,
    // `DOCKER_HOST`: where Redis comes from, if there is no redis-server.
    // `NODE_COMPILE_CACHE`: set by `npm start` and `npm test`.
    env: { ...some('PATH', 'HOME', 'DOCKER_HOST', 'NODE_COMPILE_CACHE'), PORT: `${port}`, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const exited = once(child, 'exit').then(([code]) => code as number | null);
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk.toString()));

  return {
    exited,
    kill: (signal) => void child.kill(signal),
    output: () => output,
    says: (wanted, times = 1) =>
      waitFor(() => output.split(wanted).length > times, { what: `"${wanted}" in the output`, timeoutMs: START_MS }).catch(
        (error: unknown) => {
          throw new Error(`${String(error)}\n${output}`);
        },
      ),
    async processes() {
      const noted = await readFile(join(home, 'processes'), 'utf8').catch(() => '');
      const redis = await readFile(join(home, 'redis', 'redis.pid'), 'utf8').catch(() => '');
      const pids = [...noted.split('\n'), redis].map((line) => Number.parseInt(line, 10)).filter((pid) => pid > 0);
      const alive = await Promise.all(pids.map(async (pid) => (await commandLineOf(pid)) !== undefined));
      return pids.filter((_pid, index) => alive[index]);
    },
    async [Symbol.asyncDispose]() {
      child.kill('SIGTERM');
      await exited;
    },
  };
}

/** These of our own environment. */
function some(...names: string[]): Environment {
  return Object.fromEntries(names.map((name) => [name, process.env[name]]));
}

/** A port that is free together with the following ones that `npm start` uses. */
export function freeBasePort(): Promise<number> {
  return freePorts([0, 1, 2, 3, 10]);
}
