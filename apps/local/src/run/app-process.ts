import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import type { Environment } from '@darkroom/runtime';

import { root } from '../config.ts';
import type { LogFile } from '../keep/log-file.ts';
import { shownPath } from '../shown-path.ts';
import { StartError } from '../start-error.ts';
import type { ProcessNotes } from './process-notes.ts';
import type { Running } from './supervise.ts';

export type AppProcessOptions = {
  name: string;
  port: number;
  environment: Environment;
  log: LogFile;
  notes: ProcessNotes;
  /** Aborts the start. */
  signal: AbortSignal;
};

/** Node's compiled modules, which tests use too: the second start of an app takes half the processor time of the first. */
const COMPILED = join(root, 'node_modules/.cache/compiled');
const START_PATIENCE_MS = 60_000;
const ASK_EVERY_MS = 25;
/** In addition to the grace period of the app itself. */
const STOP_PATIENCE_MS = 15_000;

/** Starts one app as a process and returns when its `/readyz` is ready. @throws StartError with the end of its log if that never happens */
export async function startAppProcess({ name, port, environment, log, notes, signal: cut }: AppProcessOptions): Promise<Running> {
  const main = `apps/${name}/src/main.ts`;
  const child = spawn(process.execPath, [main], {
    cwd: root,
    env: { NODE_COMPILE_CACHE: COMPILED, ...environment, PORT: `${port}` },
    stdio: ['ignore', log.descriptor, log.descriptor],
    detached: true, // Ctrl-C in the terminal reaches only this process, which stops all in order
  });
  let ended = false;
  const exited = once(child, 'exit').then(([code, signal]: (string | number | null)[]) => {
    ended = true;
    log.close();
    return signal ? `by ${signal}` : `with exit code ${code}: ${log.lastWords()}`;
  });
  await once(child, 'spawn');
  await notes.note(child.pid as number, main);

  const stop = async () => {
    child.kill('SIGTERM');
    const cutOff = setTimeout(() => child.kill('SIGKILL'), STOP_PATIENCE_MS);
    await exited;
    clearTimeout(cutOff);
  };

  const givesUpAt = Date.now() + START_PATIENCE_MS;
  while (!(await isReady(port))) {
    if (ended) throw new StartError(`${name} ended at its start, ${await exited}\nIts log: ${shownPath(log.path)}`);
    if (cut.aborted || Date.now() > givesUpAt) {
      await stop();
      cut.throwIfAborted();
      throw new StartError(
        `${name} was not ready after ${START_PATIENCE_MS / 1_000} s. Its log: ${shownPath(log.path)}\n${log.lastWords()}`,
      );
    }
    await sleep(ASK_EVERY_MS);
  }
  return { exited, stop };
}

async function isReady(port: number): Promise<boolean> {
  try {
    const response = await fetch(`http://127.0.0.1:${port}/readyz`);
    await response.body?.cancel();
    return response.ok;
  } catch {
    return false; // not listening yet
  }
}
