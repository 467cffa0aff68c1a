import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { commandLineOf } from '@darkroom/embedded-redis';
import type { Service } from '@darkroom/runtime';

import { StartError } from '../start-error.ts';

/** What our own command line ends like, to tell a living owner from another process that has its id by now. */
const OURS = 'local/src/main.ts';

/**
 * Sees to it that one home directory is used by one start at a time. Own code: proper-lockfile takes a lock for stale by the age of a file
 * that its owner touches; here the owner's process is looked at, so a suspended laptop loses nothing, and the message can name it.
 * @throws StartError when another has it
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
            `Darkroom is running already on ${home} (process ${owner}). Use that one, or stop it with Ctrl-C there or \`kill ${owner}\`, and start again.`,
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

/** Whether the file could be created by us: of several at once, one can. */
async function take(file: string): Promise<boolean> {
  try {
    await writeFile(file, `${process.pid}\n`, { flag: 'wx' });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}
