import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

import { waitFor } from '@darkroom/testkit';

/** The installed command line in a folder, started with arguments. Disposing ends it. */
export async function startDarkroom(folder: string, args: string[], env: Record<string, string>) {
  const child = spawn(join(folder, 'node_modules/.bin/darkroom'), args, {
    cwd: folder,
    env: { PATH: process.env.PATH, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = once(child, 'close') as Promise<[number | null]>;
  const printed = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) child[name].setEncoding('utf8').on('data', (text: string) => (printed[name] += text));
  await once(child, 'spawn');
  return {
    printed,
    /** The first match in what it has printed, once it is there. */
    prints: (pattern: RegExp): Promise<RegExpExecArray> =>
      waitFor(() => pattern.exec(printed.stdout + printed.stderr) ?? undefined, { what: `darkroom to print ${String(pattern)}` }),
    interrupt: () => child.kill('SIGINT'),
    ended: async () => ({ code: (await ended)[0], ...printed }),
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL');
      await ended;
    },
  };
}

/** The same to its end. */
export async function darkroom(folder: string, args: string[], env: Record<string, string>) {
  await using started = await startDarkroom(folder, args, env);
  return await started.ended(); // before it is disposed
}
