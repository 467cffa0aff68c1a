import { mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { run } from '../packed/run.ts';
import type { Block } from './read-blocks.ts';
import { NEXT_TRY_MS, TRIES, UNDECIDED } from './undecided.ts';

export type GivenBlock = { block: Block; given: Record<string, string> };

/**
 * Runs blocks of JavaScript at the same time in one process, each as it stands, in a function of its own that has what it is given under
 * lower-case names. `before`: the block that the reader ran first. Returns why each failed, or null.
 */
export async function runBlocks(before: Block, blocks: GivenBlock[], environment: Record<string, string>): Promise<(string | null)[]> {
  const home = await mkdtemp(join(tmpdir(), 'darkroom-blocks-'));
  await symlink(fileURLToPath(new URL('../node_modules', import.meta.url)), join(home, 'node_modules'));
  try {
    const printed = await run(process.execPath, ['--input-type=module', '--eval', scriptOf(before, blocks)], {
      cwd: home,
      env: environment,
    });
    return JSON.parse(printed) as (string | null)[];
  } finally {
    await rm(home, { recursive: true });
  }
}

const RUN = `const run = async (block, given) => {
  for (let tries = 1; ; tries++) {
    try {
      return await block(given);
    } catch (error) {
      if (tries === ${TRIES} || !${String(UNDECIDED)}.test(error?.stack)) throw error;
      await new Promise((goOn) => setTimeout(goOn, ${NEXT_TRY_MS}));
    }
  }
};`;

function scriptOf(before: Block, blocks: GivenBlock[]): string {
  const all = [before, ...blocks.map(({ block }) => block)].flatMap(({ lines }) => lines);
  const functions = blocks.map(({ block, given }) => {
    const names = Object.keys(given).map((name) => name.toLowerCase());
    return `async ({ ${names.join(', ')} }) => {\n${block.lines.filter((line) => !isImport(line)).join('\n')}\n}`;
  });
  const givens = blocks.map(({ given }) => Object.fromEntries(Object.entries(given).map(([name, value]) => [name.toLowerCase(), value])));
  return [
    ...new Set(all.filter(isImport)),
    'console.log = () => undefined;',
    ...before.lines.filter((line) => !isImport(line)),
    `const givens = ${JSON.stringify(givens)};`,
    `const blocks = [${functions.join(',\n')}];`,
    RUN,
    'const results = await Promise.allSettled(blocks.map((block, at) => run(block, givens[at])));',
    'process.stdout.write(JSON.stringify(results.map(({ reason }) => (reason === undefined ? null : String(reason?.stack ?? reason)))));',
  ].join('\n');
}

function isImport(line: string): boolean {
  return line.startsWith('import ');
}
