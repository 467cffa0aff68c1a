import type { DownloadResult } from '@darkroom/contracts';
import {
  AuthError,
  findFile,
  GoneError,
  NotFoundError,
  RetryableError,
  TerminalError,
  type DownloadedFile,
  type OpenedFile,
} from '@darkroom/getty';
import { downloadedFile, type JobRecord } from '@darkroom/queue';

import { takeReadTurn } from '../limits/take-read-turn.ts';
import type { ArchiverDeps, HeldCopy } from './archiver-deps.ts';
import { SourceGoneError } from './copy-outcome.ts';
import { openInTrace } from './open-in-trace.ts';

const REASONS = {
  replaced: 'Getty has the file of another download of this image in its place',
  absent: 'Getty no longer has this download',
  gone: 'Getty has deleted the images',
  unknown: 'The URL of this re-download has expired, and its image is not known',
};

/**
 * Opens the file of a download at Getty: by its URL while that works, else by a fresh one, which costs nothing. @throws SourceGoneError if only a paid call would
 * return the file
 */
export async function openDownload(
  deps: ArchiverDeps,
  held: HeldCopy,
  record: JobRecord,
): Promise<{ source: OpenedFile; image: DownloadedFile | null }> {
  const { url, url_expires_at } = record.result as DownloadResult;
  const image = await downloadedFile(deps.store.jobs, record);
  const isValid = url !== null && Date.parse(url_expires_at) > deps.clock.now();
  const known = isValid ? await openIfValid(deps, held, url) : null;
  if (known) return { source: known, image };

  const reason = image === null ? REASONS.unknown : await findFresh(deps, image);
  if (typeof reason === 'object') return { source: await open(deps, held, reason.url), image };
  // Getty may keep the URL longer than we assume.
  const late = isValid || url === null ? null : await openIfValid(deps, held, url);
  if (late) return { source: late, image };
  if (isValid) throw new RetryableError(`file: its URL was refused, and ${reason}`, { call: 'file' });
  throw new SourceGoneError(`${reason}. Only a paid re-download would return the file`);
}

async function findFresh(deps: ArchiverDeps, image: DownloadedFile): Promise<{ url: string } | string> {
  await takeReadTurn(deps);
  const found = await findFile(deps.getty, image);
  if (found.state === 'found') return { url: found.url };
  if (found.state === 'pending') throw new RetryableError('file: another download of this image is under way', { call: 'get_download' });
  return REASONS[found.state];
}

/** null: the URL does not work any more. */
async function openIfValid(deps: ArchiverDeps, held: HeldCopy, url: string): Promise<OpenedFile | null> {
  try {
    return await open(deps, held, url);
  } catch (error) {
    if (error instanceof NotFoundError || error instanceof GoneError || error instanceof AuthError || error instanceof TerminalError)
      return null;
    throw error;
  }
}

function open({ getty, stallMs, tracing }: ArchiverDeps, { signal }: HeldCopy, url: string): Promise<OpenedFile> {
  return openInTrace(tracing, url, () => getty.openFile(url, { signal, stallMs }));
}
