#!/usr/bin/env node
import process from 'node:process';

import { runProgram } from './run-program.ts';
import { sleep } from './sleep.ts';

const interrupted = new AbortController();
// The second Ctrl-C ends the process at once, as without this.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => interrupted.abort(new Error('Interrupted')));
// `darkroom jobs | head` closes the pipe early.
for (const output of [process.stdout, process.stderr]) {
  output.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    process.exit();
  });
}

const { env, stdin, stdout, stderr } = process;
process.exitCode = await runProgram(process.argv.slice(2), {
  env,
  stdin,
  stdout,
  stderr,
  interrupted: interrupted.signal,
  now: Date.now,
  sleep,
});
// Nothing may keep a program of the shell alive once its work is done.
stdin.unref?.();
