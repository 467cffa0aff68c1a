import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { dirname } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';

import { freePort } from '@darkroom/embedded-redis';

import { bundleOf } from './bundle/bundles.ts';
import { nameSources } from './bundle/name-sources.ts';
import { rememberProcess } from './started-processes.ts';
import { STARTS_WITHIN_MS } from './starts-within.ts';
import { waitFor } from '../waiting/wait-for.ts';

export type AppName = 'api' | 'worker' | 'notifier' | 'dashboard' | 'simulator';

/** How a process ended: one of the two is null. */
export type Exit = { code: number | null; signal: NodeJS.Signals | null };

/** One line of an app's log. A line that is not JSON has only `msg`. */
export type LogLine = { msg: string; level?: string } & Record<string, unknown>;

export type AppProcess = AsyncDisposable & {
  readonly pid: number;
  readonly port: number;
  /** `http://127.0.0.1:<port>` */
  readonly url: string;
  /** All lines of standard output and standard error so far, in order. */
  readonly lines: string[];
  /** The same lines, read as log lines. */
  logs(): LogLine[];
  waitForLog(wanted: string | ((line: LogLine) => boolean), options?: { timeoutMs?: number }): Promise<LogLine>;
  kill(signal: NodeJS.Signals): void;
  readonly exited: Promise<Exit>;
  /** SIGTERM, then returns when it has ended. */
  stop(): Promise<Exit>;
};

const root = fileURLToPath(new URL('../../../..', import.meta.url));
/** Starting an app from its sources is mostly compiling them: the second start takes half the time. */
const COMPILED = fileURLToPath(new URL('../../../../node_modules/.cache/compiled/', import.meta.url));

/**
 * Starts an app as a real process and returns when it has started. It sees only `env`, `PATH`, `HOME` and a free `PORT`. Disposing kills it.
 * In a test run it is a bundle of the sources. Elsewhere, and in the directory `tree` of another version with its packages installed, the
 * sources themselves. @throws Error with its output if it ends before it has started
 */
export async function startProcess(app: AppName, env: Record<string, string>, { tree = root } = {}): Promise<AppProcess> {
  const bundle = tree === root ? await bundleOf(app) : undefined;
  const { main, compiled } = bundle ?? { main: `apps/${app}/src/main.ts`, compiled: COMPILED };
  const port = Number(env.PORT ?? (await freePort()));
  const child = spawn(process.execPath, [main], {
    cwd: tree,
    env: { PATH: process.env.PATH, HOME: process.env.HOME, NODE_COMPILE_CACHE: compiled, PORT: `${port}`, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const exited = once(child, 'exit').then(([code, signal]): Exit => ({ code, signal }));
  await once(child, 'spawn');
  const pid = child.pid as number; // set once spawned
  rememberProcess(pid, main);
  const lines = keepLines(child, bundle ? (line) => nameSources(line, dirname(main)) : (line) => line);

  const logs = () => lines.map(readLine);
  const running: AppProcess = {
    pid,
    port,
    url: `http://127.0.0.1:${port}`,
    lines,
    logs,
    waitForLog(wanted, options = {}) {
      const fits = typeof wanted === 'string' ? (line: LogLine) => line.msg === wanted : wanted;
      return waitFor(() => logs().find(fits), {
        what: `${app} to log ${typeof wanted === 'string' ? wanted : 'the line described'}`,
        ...options,
      });
    },
    kill: (signal) => void child.kill(signal),
    exited,
    stop() {
      child.kill('SIGTERM');
      return exited;
    },
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL');
      await exited;
    },
  };

  let exit: Exit | undefined;
  void exited.then((how) => (exit = how));
  try {
    await waitFor(async () => exit ?? (await isUp(running)), { what: `${app} to start`, timeoutMs: STARTS_WITHIN_MS });
    if (exit) throw new Error(`${app} ended before it had started (${describeExit(exit)}):\n${lines.join('\n')}`);
  } catch (error) {
    await running[Symbol.asyncDispose]();
    throw error;
  }
  return running;
}

/** Whether the app has logged its start or (if `LOG_LEVEL` suppresses that line) answers. */
async function isUp(app: AppProcess): Promise<boolean> {
  if (app.logs().some(({ msg }) => msg === 'process.started')) return true;
  const response = await fetch(`${app.url}/healthz`, { headers: { connection: 'close' } });
  await response.body?.cancel();
  return response.ok;
}

function describeExit({ code, signal }: Exit): string {
  return signal ?? `exit code ${code}`;
}

function keepLines(child: ChildProcess, edit: (line: string) => string): string[] {
  const lines: string[] = [];
  for (const stream of [child.stdout, child.stderr] as Readable[]) {
    createInterface(stream).on('line', (line) => lines.push(edit(line)));
  }
  return lines;
}

function readLine(line: string): LogLine {
  try {
    return JSON.parse(line) as LogLine;
  } catch {
    return { msg: line };
  }
}
