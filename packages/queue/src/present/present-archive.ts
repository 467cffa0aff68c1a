import type { Archived } from '@darkroom/contracts';

import type { ArchiveRecord } from '../records/job/archive-record.ts';
import { instantTextOrNull } from './instant-text.ts';

/** What callers see of a job's copy: not where the archive has it. */
export function presentArchive(archive: ArchiveRecord | null): Archived | null {
  if (archive === null) return null;
  const { state, bytes = null, sha256 = null, at, error = null } = archive;
  return { state, bytes, sha256, at: instantTextOrNull(at ?? null), error };
}
