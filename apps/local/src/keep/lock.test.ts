import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { expect, test } from '@jest/globals';

import { temporaryHome } from '../test/temporary-home.ts';
import { createLock } from './lock.ts';

test('a running owner keeps others out, with a message that says what to do', async () => {
  await using home = await temporaryHome();
  const owner = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)', 'apps/local/src/main.ts']);
  await once(owner, 'spawn');
  await writeFile(join(home.path, 'lock'), `${owner.pid}\n`);

  const lock = createLock(home.path);
  await expect(lock.start()).rejects.toThrow(`(process ${owner.pid}). Use that one, or stop it with Ctrl-C there or \`kill ${owner.pid}\``);
  await lock.stop();
  expect(await readdir(home.path)).toEqual(['lock']);

  owner.kill();
  await once(owner, 'exit');
  await lock.start(); // its owner is gone
  await lock.stop();
  expect(await readdir(home.path)).toEqual([]);
});

test('another process that now has the id of a dead owner does not count', async () => {
  await using home = await temporaryHome();
  await writeFile(join(home.path, 'lock'), `${process.ppid}\n`);
  const lock = createLock(home.path);
  await lock.start();
  await lock.stop();
  expect(await readdir(home.path)).toEqual([]);
});
