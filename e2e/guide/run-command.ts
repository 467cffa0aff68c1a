import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';

import type { Command } from './read-commands.ts';
import { NEXT_TRY_MS, TRIES, UNDECIDED } from './undecided.ts';

/** How long a stream is listened to that would never end, in seconds. */
const LISTEN_S = 3;
/** How a `curl` ends that was stopped by `max-time`. */
const TIMED_OUT = 28;
/** Only what hangs should meet it. */
const PATIENCE_MS = 500_000;

/** Runs one command of a guide in a shell that knows `variables`, and returns what it printed. @throws Error with its output when an answer was no success */
export async function runCommand(command: Command, variables: Record<string, string>): Promise<string> {
  for (let tries = 1; ; tries++) {
    try {
      return await runOnce(command, variables);
    } catch (error) {
      if (tries === TRIES || !UNDECIDED.test(String(error))) throw error;
      await sleep(NEXT_TRY_MS);
    }
  }
}

async function runOnce(command: Command, variables: Record<string, string>): Promise<string> {
  const streams = / -N\b/.test(command.text);
  // On a busy machine Redis may be late: what is answered 503 is asked again, as a careful caller does. The end of a stream is its time limit.
  const asks = streams ? `max-time = ${LISTEN_S}` : 'retry = 5';
  await using home = await curlHome(['silent', 'show-error', 'fail-with-body', asks]);
  const script = `set -euo pipefail\n${command.setting}\n${command.text}`;
  try {
    const env = { PATH: process.env.PATH, CURL_HOME: home.path, ...variables };
    const { stdout } = await promisify(execFile)('bash', ['-c', script], { env, timeout: PATIENCE_MS });
    return stdout;
  } catch (error) {
    const { code, stdout, stderr } = error as { code: unknown; stdout: string; stderr: string };
    if (streams && code === TIMED_OUT) return stdout;
    throw new Error(`${script}\nended with ${String(code)}:\n${stdout}${stderr}`, { cause: error });
  }
}

async function curlHome(settings: string[]) {
  const path = await mkdtemp(join(tmpdir(), 'darkroom-curl-'));
  await writeFile(join(path, '.curlrc'), `${settings.join('\n')}\n`);
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true }) };
}
