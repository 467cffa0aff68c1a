import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

import { afterEach, expect, test } from '@jest/globals';

const PROGRAM = `
  import { runProcess } from ${JSON.stringify(fileURLToPath(new URL('run-process.ts', import.meta.url)))};
  const readConfig = () => ({ LOG_LEVEL: 'info', SHUTDOWN_GRACE: 60_000 });
  const keepAlive = setInterval(() => undefined, 1_000);
  const service = { start: async () => undefined, stop: async () => clearInterval(keepAlive) };
  await runProcess(process, { name: 'test', readConfig, create: () => service });
`;

let child: ChildProcess | undefined;
afterEach(() => void child?.kill('SIGKILL'));

test('a process stops although the reader of its output has gone, as when a signal ends both', async () => {
  child = spawn(process.execPath, ['--input-type=module', '--eval', PROGRAM], { stdio: ['ignore', 'pipe', 'inherit'] });
  const exited = once(child, 'exit');
  await once(child.stdout!, 'data'); // it has started
  child.stdout!.destroy();
  child.kill('SIGTERM');
  expect(await exited).toEqual([0, null]);
});
