import type { GettyClient } from '../client.ts';
import { GoneError, NotFoundError } from '../terms/errors.ts';

/** A file that was downloaded before: its image, and Getty's id of the file if the download returned one. */
export type DownloadedFile = { generationRequestId: string; index: number; assetId: string | null };

/**
 * `found`: a fresh URL. `pending`: a download of the image is under way. The others are final: Getty has the file of a later download in its place, no download of
 * the image, or deleted the images.
 */
export type FoundFile = { state: 'found'; url: string } | { state: 'pending' | 'replaced' | 'absent' | 'gone' };

/** Asks Getty for a fresh URL of a downloaded file, by a call that costs nothing. @throws GettyError if Getty does not answer */
export async function findFile(getty: Pick<GettyClient, 'getDownload'>, file: DownloadedFile): Promise<FoundFile> {
  try {
    const answer = await getty.getDownload(file.generationRequestId, file.index);
    if (answer.state === 'pending') return { state: 'pending' };
    // Without its id, nothing shows that it is the same file and not another size.
    const isSame = file.assetId !== null && answer.generatedAssetId === file.assetId;
    return isSame ? { state: 'found', url: answer.url } : { state: 'replaced' };
  } catch (error) {
    if (error instanceof NotFoundError) return { state: 'absent' };
    if (error instanceof GoneError) return { state: 'gone' };
    throw error;
  }
}
