// Runs a long command with one status line: its seconds tick on a terminal; elsewhere a line appears now and then. The output is shown only
// if it fails.
import { spawn } from 'node:child_process';

import { environment, root } from './run-child.mjs';

const TERMINAL_TICK_MS = 250;
const PLAIN_TICK_MS = 15_000;

/**
 * `command` is the program and its arguments, `detail(output)` describes the progress, `help` is shown when it fails. Resolves with the
 * exit code, or 127 if the command cannot be started.
 */
export async function runQuietly({ title, command: [program, ...args], detail = () => undefined, help }) {
  const startedAt = Date.now();
  const terminal = process.stderr.isTTY;
  let output = '';

  const line = () => {
    const seconds = Math.round((Date.now() - startedAt) / 1_000);
    const text = [title, `${seconds} s`, detail(output)].filter(Boolean).join(' · ');
    return terminal ? `\r\x1b[2K${text.slice(0, (process.stderr.columns || 80) - 1)}` : `${text}\n`;
  };
  if (!terminal) process.stderr.write(`${title} …\n`);
  const ticking = setInterval(() => process.stderr.write(line()), terminal ? TERMINAL_TICK_MS : PLAIN_TICK_MS);

  const child = spawn(program, args, {
    cwd: root,
    env: { ...environment, DEBIAN_FRONTEND: 'noninteractive' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk));
  const code = await new Promise((resolve) => {
    child.once('error', (error) => {
      output += `${error.message}\n`;
      resolve(127);
    });
    child.once('close', (exitCode) => resolve(exitCode ?? 1));
  });

  clearInterval(ticking);
  const took = `${code === 0 ? 'done' : 'failed'} after ${Math.round((Date.now() - startedAt) / 1_000)} s`;
  process.stderr.write(terminal ? `\r\x1b[2K${title}: ${took}\n` : `… ${took}\n`);
  if (code !== 0) process.stderr.write(`\n${output}\n${help}\n`);
  return code;
}
