import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { expect, test } from '@jest/globals';

import { endLeftProcesses } from './started-processes.ts';

test('ends what a test left running, and only that', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'darkroom-left-'));
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000) // left-behind']);
  const exited = once(child, 'exit');
  const file = join(directory, 'processes');
  await writeFile(file, `${child.pid} left-behind\n${process.pid} a-process-that-had-this-id-before\n`);

  expect(await endLeftProcesses(file)).toEqual([`left-behind (process ${child.pid})`]);
  expect(await exited).toEqual([null, 'SIGKILL']);
  expect(await endLeftProcesses(file)).toEqual([]);
  await rm(directory, { recursive: true });
});
