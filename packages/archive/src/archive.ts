import { createRequire } from 'node:module';

import type { ArchiveSettings } from '@darkroom/runtime';

import { createFileArchive } from './file/file-archive.ts';

const require = createRequire(import.meta.url);

/**
 * Where copies of files are kept. Every method throws an ArchiveError if the archive itself fails; an error of the body that is stored passes
 * through unchanged.
 */
export type Archive = {
  /** For log lines; without secrets. */
  readonly name: string;
  /** Whether files can be stored at all. */
  check(): Promise<void>;
  /** Stores a file and its description, both or none. Removes what an earlier try has left behind. */
  store(file: FileToStore): Promise<StoredFile>;
  /** Where a stored file can be read; null if the archive does not have it. */
  locate(key: string, as: ShownAs): Promise<Located | null>;
  /** Removes what is in a folder: everything, or only what interrupted copies left. */
  clear(folder: string, what: 'everything' | 'leftovers'): Promise<void>;
  close(): void;
};

export type FileToStore = {
  /** The folder of a job: see `folderOf`. */
  folder: string;
  /** Without extension: `0-4k`. */
  name: string;
  extension: string;
  contentType: string;
  /** An error that it throws ends the copy and is thrown again. */
  body: AsyncIterable<Uint8Array>;
  /** The size that the source promised, if it did. */
  expectedBytes: number | null;
  /** The description that is stored beside the file, as JSON. */
  describe: (stored: StoredFile) => object;
  /** Awaited right before the file becomes visible. If it throws, there is no file. */
  beforePlacing: () => Promise<void>;
};

/** `key`: the path of the file in the archive. `sha256`: as hex digits. */
export type StoredFile = { key: string; bytes: number; sha256: string };

export type ShownAs = { contentType: string; fileName: string };

/** A file below `root`, or a URL that works for a short time. */
export type Located = { kind: 'path'; root: string; path: string } | { kind: 'url'; url: string };

/** The archive of these settings; undefined: there is none. */
export function openArchive(settings: ArchiveSettings): Archive | undefined {
  const { ARCHIVE_URL: place, AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey } = settings;
  if (place === undefined) return undefined;
  if (place.kind === 'file') return createFileArchive(place.root);
  const isGiven = accessKeyId !== undefined && secretAccessKey !== undefined;
  // The AWS SDK takes a fifth of the time of a start, so it is loaded only where there is a bucket.
  const { createS3Archive } = require('./s3/s3-archive.ts') as typeof import('./s3/s3-archive.ts');
  return createS3Archive(place, {
    endpoint: settings.ARCHIVE_S3_ENDPOINT,
    region: settings.AWS_REGION,
    ...(isGiven && { credentials: { accessKeyId, secretAccessKey, sessionToken: settings.AWS_SESSION_TOKEN } }),
  });
}
