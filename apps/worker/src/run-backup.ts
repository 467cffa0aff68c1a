import { copyFile, stat } from 'node:fs/promises';

import { connectCommandStore, openCommandStore, type CommandDeps } from './run-command.ts';

export const USAGE = 'usage: node apps/worker/src/backup.ts [<file>]';

/** Lets Redis write a snapshot, and copies it to `<file>` where Redis runs on this machine. Returns the exit code. */
export async function runBackup({ config, logger, print }: CommandDeps, words: string[]): Promise<number> {
  const [file, ...more] = words;
  if (more.length > 0 || file?.startsWith('-')) {
    print(USAGE);
    return 2;
  }
  const store = openCommandStore({ config, logger });
  try {
    await connectCommandStore(store);
    const begunAt = Date.now();
    const { path, server } = await store.takeSnapshot();
    print(`Redis${server === null ? '' : ` at ${server}`} has written its snapshot${path === null ? '' : ` to ${path}, on its machine`}.`);
    if (file === undefined) return 0;
    // Elsewhere this path is missing, or is another Redis' older file.
    const written = path === null ? undefined : await stat(path).catch(() => undefined);
    if (path === null || written === undefined || written.mtimeMs < begunAt - 60_000) {
      print(`It could not be copied to ${file}: Redis does not run on this machine. Copy it there.`);
      return 1;
    }
    await copyFile(path, file);
    print(`Copied to ${file}.`);
    return 0;
  } catch (error) {
    print(`There is no backup: ${(error as Error).message}.`);
    return 1;
  } finally {
    await store.close();
  }
}
