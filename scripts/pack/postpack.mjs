import { existsSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Where the workspace's own package.json is kept while the published form is in its place. */
export const ORIGINAL = '.package.json.original';

/** Takes back what `prepack.mjs` did to a package. Does nothing where it did nothing. */
export function restore(folder) {
  if (!existsSync(join(folder, ORIGINAL))) return;
  renameSync(join(folder, ORIGINAL), join(folder, 'package.json'));
  for (const made of ['dist', 'LICENSE']) rmSync(join(folder, made), { recursive: true, force: true });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) restore(process.cwd());
