// Runs a command in the root of the repository like a direct call: same terminal, signals forwarded, same exit code. The command is ended
// when npm ends; with `linked` it also notices when this process has ended.
import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { delimiter } from 'node:path';
import { fileURLToPath } from 'node:url';

import { whenLauncherEnds } from './when-launcher-ends.mjs';

export const root = fileURLToPath(new URL('../..', import.meta.url));

/** Puts the pinned tools first on the PATH, lets Node keep what it compiled, and disables telemetry. */
export const environment = {
  ...process.env,
  PATH: [fileURLToPath(new URL('../../node_modules/.bin', import.meta.url)), process.env.PATH].join(delimiter),
  NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE ?? fileURLToPath(new URL('../../node_modules/.cache/compiled', import.meta.url)),
  TURBO_TELEMETRY_DISABLED: '1',
  TURBO_NO_UPDATE_NOTIFIER: '1',
  NO_UPDATE_NOTIFIER: '1',
  DO_NOT_TRACK: '1',
};

/** `linked`: the command is a Node program that treats the end of its channel (`disconnect`) as our end. */
export function runChild(command, args, { linked = false } = {}) {
  const stdio = ['inherit', 'inherit', 'inherit', ...(linked ? ['ipc'] : [])];
  const child = spawn(command, args, { cwd: root, env: environment, stdio });
  const passOn = (signal) => child.kill(signal);
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
  for (const signal of signals) process.on(signal, passOn);
  const stopWatching = whenLauncherEnds(() => child.kill('SIGTERM'));

  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code, signal) => {
      for (const name of signals) process.off(name, passOn);
      stopWatching();
      resolve(code ?? 128 + constants.signals[signal]);
    });
  });
}
