import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir } from 'node:fs/promises';

import { expect, test } from '@jest/globals';

import { temporaryHome } from '../test/temporary-home.ts';
import { createProcessNotes } from './process-notes.ts';

test('ends what a killed start left behind, and nothing else', async () => {
  await using home = await temporaryHome();
  const left = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)', 'apps/worker/src/main.ts']);
  const exited = once(left, 'exit');
  await once(left, 'spawn');

  const killed = createProcessNotes(home.path);
  await killed.note(left.pid as number, 'apps/worker/src/main.ts');
  await killed.note(process.pid, 'apps/api/src/main.ts'); // an id that now belongs to another process

  const next = createProcessNotes(home.path);
  expect(await next.endLeft()).toBe(1);
  expect(await exited).toEqual([null, 'SIGKILL']);
  expect(await next.endLeft()).toBe(0);
});

test('a start that was refused does not change the notes of the running one', async () => {
  await using home = await temporaryHome();
  const running = createProcessNotes(home.path);
  await running.endLeft();
  await running.note(1, 'apps/worker/src/main.ts');
  await createProcessNotes(home.path).forget();
  expect(await readdir(home.path)).toEqual(['processes']);
  await running.forget();
  expect(await readdir(home.path)).toEqual([]);
});
