import { ArchiveError, extensionOf, type Archive } from '@darkroom/archive';
import type { JobRecord } from '@darkroom/queue';

import { ProblemError } from '../http/problem.ts';

/** `none`: the archive does not have the file. `failed`: it has, but cannot be read now. */
export type ArchivedFile =
  | { kind: 'path'; root: string; path: string; contentType: string; fileName: string; sha256: string; bytes: number }
  | { kind: 'url'; url: string }
  | { kind: 'none'; failed?: ProblemError };

/** Types that browsers show and that carry no scripts. Anything else is sent as bytes. */
export const SHOWN_TYPES = ['image/jpeg', 'image/png', 'image/webp', 'image/tiff', 'image/gif', 'image/avif'];
export const AS_BYTES = 'application/octet-stream';

/** Looks for a download's file in the archive. */
export async function findArchived(archive: Archive | undefined, record: JobRecord): Promise<ArchivedFile> {
  const { key, state, bytes, sha256, type, name } = record.archive ?? {};
  if (archive === undefined || state !== 'done' || key === undefined) return { kind: 'none' };
  const media = type?.split(';')[0]!.trim().toLowerCase() ?? AS_BYTES;
  const contentType = SHOWN_TYPES.includes(media) ? media : AS_BYTES;
  const fileName =
    name ??
    `${record.id}-${key
      .split('/')
      .at(-1)!
      .replace(/\.[^.]*$/, '')}.${extensionOf({ contentType: media, fileName: key })}`;
  try {
    const found = await archive.locate(key, { contentType, fileName });
    if (found === null) return { kind: 'none' };
    return found.kind === 'url' ? found : { ...found, contentType, fileName, sha256: sha256!, bytes: bytes! };
  } catch (error) {
    if (!(error instanceof ArchiveError)) throw error;
    const headers = { 'Retry-After': '5' };
    return { kind: 'none', failed: new ProblemError('archive_unavailable', 'The archive cannot be read now.', { headers, cause: error }) };
  }
}
