import { folderOf } from '@darkroom/archive';
import type { Copy } from '@darkroom/queue';

/** Where the archive has the files of a copy's job. */
export function folderOfCopy({ id, tenant, createdAt }: Copy): string {
  return folderOf({ id, tenant, createdAt });
}
