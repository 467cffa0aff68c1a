import { randomBytes } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import { dirname, join } from 'node:path';

import type { FileToStore } from '../archive.ts';
import { countBytes } from '../count-bytes.ts';
import type { Files } from './file-archive.ts';

type Opening = Pick<Files, 'open'>;

const PART = /^\..+\.part$/;

/** A hidden, temporary name in the folder of the file, so that a rename stays within one volume. */
export function partName(name: string): string {
  return `.${name}.${randomBytes(6).toString('hex')}.part`;
}

export function isPart(name: string): boolean {
  return PART.test(name);
}

/** Writes the body, piece by piece, and syncs it. `guarded`: turns errors of the file system into ours; errors of the body stay what they are. */
export async function writePart(
  { files, guarded }: { files: Opening; guarded: <T>(work: () => Promise<T>) => Promise<T> },
  path: string,
  { body, expectedBytes }: Pick<FileToStore, 'body' | 'expectedBytes'>,
): Promise<{ bytes: number; sha256: string }> {
  const counted = countBytes(expectedBytes);
  const file = await guarded(() => files.open(path, 'wx'));
  try {
    for await (const chunk of body) {
      counted.add(chunk);
      await guarded(() => writeAll(file, chunk));
    }
    const written = counted.end();
    await guarded(() => file.sync());
    return written;
  } finally {
    await guarded(() => file.close());
  }
}

/** A full disk may take only a part of a chunk. */
async function writeAll(file: FileHandle, chunk: Uint8Array): Promise<void> {
  for (let at = 0; at < chunk.byteLength;) at += (await file.write(chunk, at)).bytesWritten;
}

export async function writeText(files: Opening, path: string, text: string): Promise<void> {
  const file = await files.open(path, 'wx');
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Syncs the folder and those above it up to the root: else a crash of the machine could forget that they hold the file. */
export async function syncFolders(files: Opening, root: string, folder: string): Promise<void> {
  for (let at = folder; ; at = dirname(at)) {
    const directory = await files.open(join(root, at), 'r');
    try {
      await directory.sync();
    } finally {
      await directory.close();
    }
    if (at === '.') return;
  }
}
