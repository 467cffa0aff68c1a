import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

import { waitFor } from '@darkroom/testkit';

const NODE = [process.execPath, '--input-type=module', '--eval'] as const;

/** A program out of a guide, run as it stands there, by Node or another command. Disposing ends it. */
export async function startSnippet(snippet: string, environment: Record<string, string>, command: readonly [string, ...string[]] = NODE) {
  const child = spawn(command[0], [...command.slice(1), snippet], {
    cwd: fileURLToPath(new URL('..', import.meta.url)), // where its imports are installed
    env: { PATH: process.env.PATH, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = once(child, 'exit');
  await once(child, 'spawn');
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text: string) => (output += text));
  return {
    /** The first line of output with this text, once it is there. */
    printed: async (text: string): Promise<string> =>
      waitFor(
        () => {
          const complete = output.split('\n').slice(0, -1);
          const line = complete.find((printed) => printed.includes(text));
          if (line === undefined) throw new Error(`it printed: ${output}`);
          return line;
        },
        { what: `the snippet to print ${text}` },
      ),
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL');
      await ended;
    },
  };
}
