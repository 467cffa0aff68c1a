import { extensionOf, fileNameOf } from '@darkroom/archive';
import type { GenerationResult } from '@darkroom/contracts';
import { GoneError, NotFoundError, RetryableError, type GeneratedImage } from '@darkroom/getty';
import type { ArchiveRecord, JobRecord } from '@darkroom/queue';

import { takeReadTurn } from '../limits/take-read-turn.ts';
import type { ArchiverDeps, HeldCopy } from './archiver-deps.ts';
import { SourceGoneError } from './copy-outcome.ts';
import { describeFile } from './describe-file.ts';
import { folderOfCopy } from './folder-of-copy.ts';
import { openInTrace } from './open-in-trace.ts';

type Preview = { index: number; url: string };

/** Copies the largest preview of each image of a generation that Getty did not block, as `<index>-preview.<ext>`. */
export async function copyPreviews(deps: ArchiverDeps, held: HeldCopy, record: JobRecord): Promise<ArchiveRecord> {
  let bytes = 0;
  for (const { index, url } of await previewsOf(deps, record)) {
    const source = await openInTrace(deps.tracing, url, () => deps.getty.openFile(url, { signal: held.signal, stallMs: deps.stallMs }));
    const contentType = source.contentType ?? 'application/octet-stream';
    try {
      const stored = await deps.archive.store({
        folder: folderOfCopy(held.copy),
        name: fileNameOf(index, 'preview'),
        extension: extensionOf(source),
        contentType,
        body: source.body,
        expectedBytes: source.bytes,
        describe: (complete) => describeFile(record, { generation: record, index, contentType, stored: complete, at: deps.clock.now() }),
        beforePlacing: held.keep,
      });
      bytes += stored.bytes;
    } finally {
      source.close();
    }
  }
  return { state: 'done', bytes, at: deps.clock.now() };
}

/** With fresh URLs, if those of the result may have expired. */
async function previewsOf(deps: ArchiverDeps, record: JobRecord): Promise<Preview[]> {
  const result = record.result as GenerationResult;
  if (Date.parse(result.url_expires_at) > deps.clock.now()) return largest(result.images);
  await takeReadTurn(deps);
  try {
    const answer = await deps.getty.getGeneration(result.generation_request_id);
    if (answer.state === 'done') return largest(answer.generation.images);
  } catch (error) {
    if (error instanceof GoneError || error instanceof NotFoundError) throw new SourceGoneError('Getty no longer has the images');
    throw error;
  }
  throw new RetryableError('file: Getty works on the generation again', { call: 'get_generation' });
}

function largest(images: GeneratedImage[]): Preview[] {
  return images.flatMap(({ index, is_blocked, preview_urls, url }) => {
    const [preview] = preview_urls.toSorted((a, b) => b.width * b.height - a.width * a.height);
    const shown = preview?.image_url ?? url;
    return is_blocked || shown === null ? [] : [{ index, url: shown }];
  });
}
