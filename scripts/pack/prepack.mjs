// `npm pack` and `pnpm pack` run this before they pack a package that others install: it compiles `src` into `dist`, and puts the published
// form of package.json in place, with `publishConfig` applied and real versions. `postpack.mjs` takes both back. In the workspace the sources
// run as they are.
import { copyFileSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

import { compile } from './compile.mjs';
import { ORIGINAL, restore } from './postpack.mjs';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const folder = process.cwd();
const manifestPath = join(folder, 'package.json');

restore(folder); // after a run that was killed
const manifest = JSON.parse(readFileSync(manifestPath, 'utf8'));
rmSync(join(folder, 'dist'), { recursive: true, force: true });
await compile(folder, manifest);
copyFileSync(join(ROOT, 'LICENSE'), join(folder, 'LICENSE'));
copyFileSync(manifestPath, join(folder, ORIGINAL));
writeFileSync(manifestPath, `${JSON.stringify(publishedForm(manifest), null, 2)}\n`);

/** What installers read, without what only the workspace needs. */
function publishedForm({ publishConfig, scripts: _scripts, devDependencies: _dev, dependencies, ...rest }) {
  const versions = Object.entries(dependencies ?? {}).map(([name, range]) => [name, versionOf(name, range)]);
  return { ...rest, ...publishConfig, ...(versions.length > 0 ? { dependencies: Object.fromEntries(versions) } : {}) };
}

/** `catalog:` means the version that is installed. Later ones of the same major version do too. */
function versionOf(name, range) {
  if (range !== 'catalog:') return range;
  let at = dirname(createRequire(pathToFileURL(manifestPath)).resolve(name));
  while (!existsSync(join(at, 'package.json')) || JSON.parse(readFileSync(join(at, 'package.json'), 'utf8')).name !== name)
    at = dirname(at);
  return `^${JSON.parse(readFileSync(join(at, 'package.json'), 'utf8')).version}`;
}
