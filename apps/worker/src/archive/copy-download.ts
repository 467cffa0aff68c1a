import { extensionOf, fileNameOf } from '@darkroom/archive';
import type { DownloadResult } from '@darkroom/contracts';
import type { ArchiveRecord, JobRecord } from '@darkroom/queue';

import type { ArchiverDeps, HeldCopy } from './archiver-deps.ts';
import { describeFile, generationOf } from './describe-file.ts';
import { folderOfCopy } from './folder-of-copy.ts';
import { openDownload } from './open-download.ts';

/** The index in the name of a re-downloaded file whose image is not known. */
const NO_INDEX = 'file';

/** Copies the file of a download from Getty into the archive, piece by piece. */
export async function copyDownload(deps: ArchiverDeps, held: HeldCopy, record: JobRecord): Promise<ArchiveRecord> {
  const { size_name: sizeName } = record.result as DownloadResult;
  const generation = await generationOf(deps.store.jobs, record);
  const { source, image } = await openDownload(deps, held, record);
  const contentType = source.contentType ?? 'application/octet-stream';
  try {
    const { key, bytes, sha256 } = await deps.archive.store({
      folder: folderOfCopy(held.copy),
      name: fileNameOf(image?.index ?? NO_INDEX, sizeName),
      extension: extensionOf(source),
      contentType,
      body: source.body,
      expectedBytes: source.bytes,
      describe: (stored) => describeFile(record, { generation, index: image?.index ?? null, contentType, stored, at: deps.clock.now() }),
      beforePlacing: held.keep,
    });
    return {
      state: 'done',
      bytes,
      sha256,
      at: deps.clock.now(),
      key,
      type: contentType,
      ...(source.fileName !== null && { name: source.fileName }),
    };
  } finally {
    source.close();
  }
}
