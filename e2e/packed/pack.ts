import { cp, mkdir, mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

import { run } from './run.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const LEFT_OUT = ['node_modules', 'dist', '.turbo'].map((name) => `${sep}${name}`);

/**
 * Packs packages of the workspace with `npm pack`, as their publisher does. In copies of their folders: `prepack` changes package.json, which
 * other tests read at the same time. Returns the paths of the tarballs.
 */
export async function pack(folders: string[]) {
  const home = await mkdtemp(join(tmpdir(), 'darkroom-packed-'));
  await cp(join(ROOT, 'tsconfig.base.json'), join(home, 'tsconfig.base.json'));
  await symlink(join(ROOT, 'scripts'), join(home, 'scripts'));
  await symlink(join(ROOT, 'node_modules'), join(home, 'node_modules'));
  const tarballs = folders.map(async (folder) => {
    const from = join(ROOT, folder);
    const copy = join(home, folder);
    await mkdir(copy, { recursive: true });
    await cp(from, copy, { recursive: true, filter: (path) => !LEFT_OUT.some((end) => path.endsWith(end)) });
    await symlink(join(from, 'node_modules'), join(copy, 'node_modules'));
    const printed = await run('npm', ['pack', '--json', '--loglevel=error'], { cwd: copy });
    // The scripts of the package print before the JSON.
    const [{ filename }] = JSON.parse(printed.slice(printed.indexOf('[\n'))) as [{ filename: string }];
    return join(copy, filename);
  });
  return { tarballs: await Promise.all(tarballs), [Symbol.asyncDispose]: () => rm(home, { recursive: true }) };
}
