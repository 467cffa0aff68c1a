import type { ArchiveState } from '@darkroom/contracts';

import { readJson } from '../../redis/fields.ts';

/**
 * What the archive has of a job, as one JSON text in its hash. `at` in ms. `key`: where the archive has the file; `type` and `name`: with which
 * media type and file name it is returned.
 */
export type ArchiveRecord = {
  state: ArchiveState;
  bytes?: number | undefined;
  sha256?: string | undefined;
  at?: number | undefined;
  error?: string | undefined;
  key?: string | undefined;
  type?: string | undefined;
  name?: string | undefined;
};

export function readArchive(text: string | undefined): ArchiveRecord | null {
  return readJson(text) as ArchiveRecord | null;
}
