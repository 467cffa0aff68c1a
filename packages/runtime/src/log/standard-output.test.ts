import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

import { expect, test } from '@jest/globals';

const IMPORT = `import { standardOutput } from ${JSON.stringify(fileURLToPath(new URL('standard-output.ts', import.meta.url)))};`;
/** More than a pipe or a socket takes. */
const MUCH = `'x'.repeat(1_000_000)`;

/** Starts a program with this end; it has written its first line. */
async function start(ending: string) {
  const program = `${IMPORT}
    standardOutput.write('the first line\\n');
    standardOutput.flushSync();
    ${ending}`;
  const child = spawn(process.execPath, ['--input-type=module', '--eval', program], { stdio: ['pipe', 'pipe', 'inherit'] });
  const [first] = (await once(child.stdout, 'data')) as [Buffer];
  return { child, first: String(first), [Symbol.asyncDispose]: async () => void child.kill('SIGKILL') };
}

test('all lines are written at the exit', async () => {
  await using program = await start(`
    for (let n = 0; n < 100; n++) standardOutput.write(String(n).padEnd(300, '.') + '\\n');
    process.exit(3);
  `);
  let text = program.first;
  program.child.stdout.on('data', (part) => (text += String(part)));
  expect(await once(program.child, 'close')).toEqual([3, null]);
  expect(text.split('\n').map((line) => line.replace(/\.+$/, ''))).toEqual([
    'the first line',
    ...Array.from(Array(100).keys(), String),
    '',
  ]);
});

test('a line is written without an exit, and lines that wait for the reader follow in order', async () => {
  await using program = await start(`
    standardOutput.write(${MUCH} + '\\n');
    standardOutput.write('the last line\\n');
    setInterval(() => undefined, 1_000);
  `);
  let text = program.first;
  await new Promise<void>((resolve) => {
    program.child.stdout.on('data', (part) => {
      text += String(part);
      if (text.endsWith('the last line\n')) resolve();
    });
  });
  expect(text).toBe(`the first line\n${'x'.repeat(1_000_000)}\nthe last line\n`);
});

test.each([
  ['few lines follow', '"last"'],
  ['more than the output takes', MUCH],
])('a process ends if its reader has gone, and %s', async (_what, line) => {
  await using program = await start(`
    process.stdin.resume();
    process.stdin.on('end', () => {
      standardOutput.write(${line} + '\\n');
      standardOutput.flushSync();
      process.exit(3);
    });
  `);
  const exited = once(program.child, 'exit');
  program.child.stdout.destroy();
  await once(program.child.stdout, 'close');
  program.child.stdin.end();
  expect(await exited).toEqual([3, null]);
});

test('a process ends if its reader stands still', async () => {
  await using program = await start(`
    standardOutput.write(${MUCH} + '\\n');
    process.exit(3);
  `);
  program.child.stdout.pause();
  expect(await once(program.child, 'exit')).toEqual([3, null]);
});
