// Runs a command in the root of the repository as if it had been called directly: same terminal, signals passed on, same exit code. It is
// ended when npm is; `linked` tells it, too, when we are gone ourselves.
import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { delimiter } from 'node:path';
import { fileURLToPath } from 'node:url';

import { whenLauncherEnds } from './when-launcher-ends.mjs';

export const root = fileURLToPath(new URL('../..', import.meta.url));

/** The pinned tools first on the PATH, and none of them phoning home. */
export const environment = {
  ...process.env,
  PATH: [fileURLToPath(new URL('../../node_modules/.bin', import.meta.url)), process.env.PATH].join(delimiter),
  TURBO_TELEMETRY_DISABLED: '1',
  TURBO_NO_UPDATE_NOTIFIER: '1',
  NO_UPDATE_NOTIFIER: '1',
  DO_NOT_TRACK: '1',
};

/** `linked`: a Node program that takes the end of its channel to us (`disconnect`) for the end of us. */
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
