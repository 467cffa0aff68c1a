// Installs what pnpm-lock.yaml pins (including Node 24) with the pinned pnpm, once per lockfile.
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { runQuietly } from './run-quietly.mjs';
import { root } from './run-child.mjs';

/** `pnpm@<version>` as package.json pins it. */
export const pnpm = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).packageManager;

/** The digest of the lockfile that node_modules was installed from. Written last, so that an aborted install is repeated. */
const stamp = join(root, 'node_modules', '.darkroom-installed-from');

/** Resolves with 0, or with pnpm's exit code after showing its output. */
export async function ensureInstalled() {
  const digest = createHash('sha256')
    .update(readFileSync(join(root, 'pnpm-lock.yaml')))
    .digest('hex');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === digest) return 0;

  const code = await runQuietly({
    title: 'Installing Node 24 and the packages, as pinned',
    command: ['npx', '--yes', pnpm, 'install', '--frozen-lockfile', '--reporter=append-only'],
    detail: (output) => /.*Progress: (.*?)(?:, done)?$/m.exec(output.slice(output.lastIndexOf('Progress:')))?.[1],
    help: 'The packages could not be installed. The output of pnpm is above. If the network or a proxy failed, fix that and run the same command again.',
  });
  if (code === 0) writeFileSync(stamp, digest);
  return code;
}
