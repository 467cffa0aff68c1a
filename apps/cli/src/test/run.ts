import { Readable } from 'node:stream';

import { runProgram } from '../run-program.ts';
import type { World } from '../world.ts';

export const KEY = 'drk_the-key-that-nobody-may-see';

/** Runs the program as a shell would, and returns what it printed. `terminal`: what a person types there. @throws Error if it prints the key */
export async function run(args: string[], world: { url?: string; env?: World['env']; terminal?: string; interrupted?: AbortSignal } = {}) {
  const slept: number[] = [];
  let stdout = '';
  let stderr = '';
  const isTTY = world.terminal !== undefined;
  const code = await runProgram(args, {
    env: { DARKROOM_URL: world.url, DARKROOM_API_KEY: KEY, ...world.env },
    stdin: Object.assign(Readable.from([world.terminal ?? '']), { isTTY }),
    stdout: { write: (text) => (stdout += text), isTTY, columns: 80 },
    stderr: { write: (text) => (stderr += text), isTTY, columns: 80 },
    interrupted: world.interrupted ?? new AbortController().signal,
    now: () => Date.parse('2026-11-22T13:00:00Z'),
    sleep: async (ms) => {
      slept.push(ms);
      await new Promise((resolve) => setImmediate(resolve));
    },
  });
  if ((stdout + stderr).includes(KEY)) throw new Error(`It printed the key: ${stdout}${stderr}`);
  return { code, stdout, stderr, slept };
}
