import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { commandLineOf } from '@darkroom/embedded-redis';
import type { Service } from '@darkroom/runtime';

import { StartError } from '../start-error.ts';

/** The end of our own command line, which distinguishes a running owner from another process that now has its id. */
const OURS = 'local/src/main.ts';

/**
 * Ensures that one home directory is used by one start at a time. Own code: proper-lockfile decides by the age of a file whether a lock is
 * stale. This lock checks the owner's process, so a suspended laptop keeps it, and the message can name the process.
 * @throws StartError if another start uses the directory
 */
export function createLock(home: string): Service {
  const file = join(home, 'lock');
  let held = false;
  return {
    async start() {
      await mkdir(home, { recursive: true, mode: 0o700 });
      while (!(await take(file))) {
        const owner = Number(await readFile(file, 'utf8').catch(() => ''));
        if (owner !== process.pid && (await commandLineOf(owner))?.includes(OURS)) {
          throw new StartError(
            `Darkroom is already running on ${home} (process ${owner}). Use that one, or stop it with Ctrl-C there or \`kill ${owner}\`, and start again.`,
          );
        }
        await rm(file, { force: true }); // its owner was killed
      }
      held = true;
    },
    async stop() {
      if (held) await rm(file, { force: true });
      held = false;
    },
  };
}

/** Whether we could create the file: of several processes, only one can. */
async function take(file: string): Promise<boolean> {
  try {
    await writeFile(file, `${process.pid}\n`, { flag: 'wx' });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}
