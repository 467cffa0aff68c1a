import type { RegisteredFile } from '@darkroom/contracts';
import type { FileRecord } from '@darkroom/queue';

/** A file as callers see it. `previews`: Getty's, if it was asked. */
export function presentFile(file: FileRecord, previews: RegisteredFile['preview_urls'] = []): RegisteredFile {
  return {
    id: file.id,
    object: 'file',
    category: file.category,
    url: file.url,
    rights_claimed: file.rightsClaimed,
    preview_urls: previews,
    created_at: new Date(file.createdAt).toISOString(),
  };
}
