import type { DownloadRequest } from '@darkroom/contracts';
import type { JobRecord } from '@darkroom/queue';

/** The image of a download. `key` identifies it in Redis: downloads of one image run one after another. */
export type Image = { generationRequestId: string; index: number; key: string; sizeName: string; request: DownloadRequest };

export function imageOf(record: JobRecord): Image {
  const request = record.spec.request as DownloadRequest;
  if (record.gettyId === null) throw new Error(`Download ${record.id} names no generation`);
  return {
    generationRequestId: record.gettyId,
    index: request.index,
    key: `${record.gettyId}.${request.index}`,
    sizeName: request.size_name,
    request,
  };
}
