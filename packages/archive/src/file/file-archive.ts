import { constants, type Stats } from 'node:fs';
import * as realFiles from 'node:fs/promises';
import { join } from 'node:path';

import type { Archive, FileToStore, StoredFile } from '../archive.ts';
import { ArchiveError, IncompleteFileError } from '../archive-error.ts';
import { describeFileError } from './describe-file-error.ts';
import { isPart, partName, syncFolders, writePart, writeText } from './write-part.ts';
import { sha256Of } from './sha256-of.ts';

/** What of `node:fs/promises` is used. */
export type Files = Pick<typeof realFiles, 'access' | 'mkdir' | 'open' | 'readdir' | 'rename' | 'rm' | 'stat'>;

/**
 * An archive in a directory. A file is written under a temporary name in its folder, synced, read again and compared. Then its description gets its place, and
 * the file last, each by a rename. So a process that is killed at any step leaves a complete file with its description, or no file.
 */
export function createFileArchive(root: string, files: Files = realFiles): Archive {
  const { access, mkdir, readdir, rename, rm, stat } = files;

  /** Only one process copies a file at a time, so other parts in the folder are of copies that died. */
  const clearLeftovers = async (folder: string): Promise<void> => {
    for (const name of await readdir(folder).catch(nothing)) {
      if (isPart(name)) await rm(join(folder, name), { force: true });
    }
  };

  const store = async (file: FileToStore): Promise<StoredFile> => {
    const folder = join(root, file.folder);
    const parts: string[] = [];
    try {
      await guarded(async () => {
        await mkdir(folder, { recursive: true });
        await clearLeftovers(folder);
      });
      const part = join(folder, partName(file.name));
      parts.push(part);
      const written = await writePart({ files, guarded }, part, file);
      const stored = { key: `${file.folder}/${file.name}.${file.extension}`, ...written };
      await guarded(async () => {
        if ((await sha256Of(part)) !== stored.sha256) throw new IncompleteFileError('The archive returns other bytes than were written');
      });
      const description = join(folder, partName(`${file.name}.json`));
      parts.push(description);
      await guarded(() => writeText(files, description, `${JSON.stringify(file.describe(stored), null, 2)}\n`));
      await file.beforePlacing();
      await guarded(async () => {
        await rename(description, join(folder, `${file.name}.json`));
        await rename(part, join(root, stored.key));
        await syncFolders(files, root, file.folder);
      });
      return stored;
    } catch (error) {
      // The error of the copy counts. What stays here is removed by the next try.
      for (const part of parts) await rm(part, { force: true }).catch(nothing);
      throw error;
    }
  };

  return {
    name: root,
    check: () =>
      guarded(async () => {
        await mkdir(root, { recursive: true });
        await access(root, constants.R_OK | constants.W_OK | constants.X_OK);
      }),
    store,
    locate: async (key) => {
      const found = await guarded(() => stat(join(root, key)).catch(unlessMissing));
      return found?.isFile() === true ? { kind: 'path', root, path: key } : null;
    },
    clear: (folder, what) =>
      guarded(async () => {
        if (what === 'everything') await rm(join(root, folder), { recursive: true, force: true });
        else await clearLeftovers(join(root, folder));
      }),
    close: () => undefined,
  };

  /** Turns errors of the file system into one that names the directory and the reason. */
  async function guarded<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (error instanceof IncompleteFileError) throw error;
      throw new ArchiveError(describeFileError(root, error), { cause: error });
    }
  }
}

function nothing(): [] {
  return [];
}

function unlessMissing(error: NodeJS.ErrnoException): Stats | null {
  if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return null;
  throw error;
}
