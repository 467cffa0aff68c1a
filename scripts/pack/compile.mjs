import { execFileSync } from 'node:child_process';
import { chmodSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';

import { licensesOf } from './licenses.mjs';

/** Compiles a package into its `dist`: a program into one file without dependencies, a library into modules with their types. */
export async function compile(folder, manifest) {
  const programs = Object.entries(manifest.publishConfig?.bin ?? {});
  if (programs.length === 0) compileModules(folder);
  for (const [name, file] of programs) await bundle(folder, { input: join(folder, manifest.bin[name]), file: join(folder, file) });
}

/** What is bundled goes with its licenses. */
async function bundle(folder, { input, file }) {
  const { resolve } = createRequire(join(folder, 'package.json'));
  const { build } = await import(pathToFileURL(resolve('rolldown')).href);
  const { output } = await build({ input, platform: 'node', logLevel: 'warn', output: { file, format: 'esm' } });
  chmodSync(file, 0o755);
  writeFileSync(join(dirname(file), 'LICENSES.txt'), licensesOf(output[0].moduleIds));
}

function compileModules(folder) {
  run('tsc', ['-p', 'tsconfig.pack.json'], folder);
  // The compiler writes `.js` into the imports of the modules, but leaves `.ts` in those of their types.
  for (const name of readdirSync(join(folder, 'dist'), { recursive: true })) {
    const path = join(folder, 'dist', name);
    if (name.endsWith('.d.ts'))
      writeFileSync(path, readFileSync(path, 'utf8').replaceAll(/(from |import\()(['"]\.[^'"]+)\.ts(?=['"])/g, '$1$2.js'));
  }
}

/** A tool of the package's own: npm and pnpm put `node_modules/.bin` on the PATH of scripts. */
function run(tool, args, cwd) {
  execFileSync(tool, args, { cwd, stdio: ['ignore', process.stderr, 'inherit'] });
}
