// `node bundle-app.ts <app> <folder>` writes an app and all its packages into few files: `main.mjs`, what it loads later, and source maps.
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import process from 'node:process';
import { fileURLToPath, pathToFileURL } from 'node:url';

import { build, type Plugin } from 'rolldown';

const [app, folder] = process.argv.slice(2) as [string, string];
const root = fileURLToPath(new URL('../../../../..', import.meta.url));

/** Packages that find their native part by their own place. */
const NATIVE = /^sharp$/;
/** How a module asks for its own place, which must stay that of its source: it reads files beside it. */
const OWN_PLACE = /(?<![\w$.'"])(?:import\.meta\.(?:url|dirname|filename)|__dirname|__filename)\b/g;

const keepPlaces: Plugin = {
  name: 'keep-places',
  resolveId: {
    filter: { id: NATIVE },
    handler: (id, importer) => ({ id: createRequire(importer as string).resolve(id), external: 'absolute' }),
  },
  transform: {
    filter: { code: OWN_PLACE, id: { exclude: /^\0/ } },
    handler: (code, path) => ({ code: code.replaceAll(OWN_PLACE, (asked) => JSON.stringify(placeOf(path, asked))), map: null }),
  },
};

/** Node makes all that `node:http` exports when a module imports it, a second HTTP client among it. `require` does not. */
const requireBuiltins: Plugin = {
  name: 'require-builtins',
  resolveId: {
    filter: { id: /^node:https?$/ },
    handler: (id) => `\0${id}`,
  },
  load: {
    filter: { id: /^\0node:/ },
    handler: (id) => `module.exports = process.getBuiltinModule(${JSON.stringify(id.slice(1))});`,
  },
};

await build({
  input: resolve(root, `apps/${app}/src/main.ts`),
  platform: 'node',
  plugins: [keepPlaces, requireBuiltins],
  logLevel: 'warn',
  output: { dir: folder, format: 'esm', entryFileNames: '[name].mjs', sourcemap: 'hidden' },
});

// Node keeps what it compiled only if a process ends by itself, and tests kill most. This one ends with wrong settings, when all is loaded.
spawnSync(process.execPath, [join(folder, 'main.mjs')], {
  env: { NODE_COMPILE_CACHE: join(folder, 'compiled'), PORT: 'none' },
  stdio: 'ignore',
});

function placeOf(path: string, asked: string): string {
  if (asked === 'import.meta.url') return pathToFileURL(path).href;
  return asked.endsWith('dirname') ? dirname(path) : path;
}
