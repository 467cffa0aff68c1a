import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

import { expect, test } from '@jest/globals';

const PROGRAM = `
  import { runProcess } from ${JSON.stringify(fileURLToPath(new URL('run-process.ts', import.meta.url)))};
  const readConfig = () => ({ LOG_LEVEL: 'info', SHUTDOWN_GRACE: 60_000 });
  process.stdin.resume();
  process.stdin.on('end', () => {
    throw new Error('a fault');
  });
  const service = { start: async () => undefined, stop: async () => void process.stdin.destroy() };
  await runProcess(process, { name: 'test', readConfig, create: () => service });
`;

/** A process that has started, and whose reader has gone. */
async function startUnread(): Promise<ChildProcess & AsyncDisposable> {
  const child = spawn(process.execPath, ['--input-type=module', '--eval', PROGRAM], { stdio: ['pipe', 'pipe', 'inherit'] });
  await once(child.stdout, 'data'); // it has started
  child.stdout.destroy();
  await once(child.stdout, 'close');
  return Object.assign(child, { [Symbol.asyncDispose]: async () => void child.kill('SIGKILL') });
}

test('a process stops although the reader of its output has gone, as when a signal ends both', async () => {
  await using child = await startUnread();
  const exited = once(child, 'exit');
  child.kill('SIGTERM');
  expect(await exited).toEqual([0, null]);
});

test('a fault ends a process although its line is the first after the reader has gone', async () => {
  await using child = await startUnread();
  const exited = once(child, 'exit');
  child.stdin!.end();
  expect(await exited).toEqual([1, null]);
});
