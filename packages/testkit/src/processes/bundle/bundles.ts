import { execFile } from 'node:child_process';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import { STARTS_WITHIN_MS } from '../starts-within.ts';
import { waitFor } from '../../waiting/wait-for.ts';

const MAKES = fileURLToPath(new URL('bundle-app.ts', import.meta.url));

/**
 * Not the dashboard: Bull Board finds its files with an `eval` of `require`, which a bundle does not have. None but on Linux: the bundler is
 * native, and the lockfile has no other systems.
 */
const BUNDLED = process.platform === 'linux' ? ['api', 'worker', 'notifier', 'simulator'] : [];

export type Bundle = { main: string; compiled: string };

/** By folder: what this process has found or made. */
const known = new Map<string, Promise<Bundle>>();

/**
 * An app in one file, which takes half the processor time of its sources to start. It is made once a test run, by the first process that
 * needs it, into the run's folder `TEST_BUNDLES`: so it is never older than the run. Undefined where apps start
 * from their sources.
 * @throws Error with what the bundler wrote
 */
export async function bundleOf(app: string): Promise<Bundle | undefined> {
  const folder = process.env.TEST_BUNDLES;
  if (!folder || !BUNDLED.includes(app)) return undefined;
  const own = join(folder, app);
  const bundle = known.get(own) ?? makeOnce(app, own);
  known.set(own, bundle);
  return bundle;
}

async function makeOnce(app: string, folder: string): Promise<Bundle> {
  const result = join(folder, 'result');
  if (await isFirst(folder)) {
    await writeFile(`${result}.new`, await make(app, folder));
    await rename(`${result}.new`, result);
  }
  const failure = await waitFor(async () => ({ text: await readFile(result, 'utf8') }), {
    what: `the bundle of ${app}`,
    timeoutMs: STARTS_WITHIN_MS,
  });
  if (failure.text) throw new Error(`apps/${app} could not be bundled for the tests:\n${failure.text}`);
  return { main: join(folder, 'main.mjs'), compiled: join(folder, 'compiled') };
}

/** A folder can be made only once, so it is the lock of the processes of a run. */
async function isFirst(folder: string): Promise<boolean> {
  try {
    await mkdir(folder);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

/** Returns why it failed; empty if it did not. */
async function make(app: string, folder: string): Promise<string> {
  try {
    await promisify(execFile)(process.execPath, [MAKES, app, folder]);
    return '';
  } catch (error) {
    return (error as { stderr?: string }).stderr || String(error);
  }
}
