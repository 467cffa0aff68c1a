import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { expect, test } from '@jest/globals';

/** Begins a write, does not look at its end before the reader has gone, and then has one more line. */
const PROGRAM = (readerIsGone: string) => `
  import { existsSync } from 'node:fs';
  import { standardOutput } from ${JSON.stringify(fileURLToPath(new URL('standard-output.ts', import.meta.url)))};
  standardOutput.write('x'.repeat(13_000) + '\\n');
  while (!existsSync(${JSON.stringify(readerIsGone)}));
  standardOutput.write('the last line\\n');
  await standardOutput.flushed();
  process.exit(0);
`;

test('a process ends if its reader goes while a write is under way, and more lines follow', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'darkroom-output-'));
  const readerIsGone = join(folder, 'reader-is-gone');
  const child = spawn(process.execPath, ['--input-type=module', '--eval', PROGRAM(readerIsGone)], { stdio: ['ignore', 'pipe', 'inherit'] });
  await using _ended = { [Symbol.asyncDispose]: async () => void child.kill('SIGKILL') };
  const exited = once(child, 'exit');
  await once(child.stdout, 'data');
  child.stdout.destroy();
  await once(child.stdout, 'close');
  await writeFile(readerIsGone, '');
  expect(await exited).toEqual([0, null]);
  await rm(folder, { recursive: true });
});
