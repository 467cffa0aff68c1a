import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

import { waitFor } from '@darkroom/testkit';

/** A program out of a guide, run by Node as it stands there. Disposing ends it. */
export async function startSnippet(snippet: string, environment: Record<string, string>) {
  const child = spawn(process.execPath, ['--input-type=module', '--eval', snippet], {
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
          const line = output.split('\n').find((printed) => printed.includes(text));
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
