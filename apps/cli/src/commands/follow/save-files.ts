import { createWriteStream } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

import { ConnectionError, type Darkroom, type Job, type StoredFile } from '@darkroom/client';

export type SavedFile = { path: string; bytes: number; type: string; job_id: string };

const TRIES = 3;

/** Saves what a job has: the file of a download, or each image of a generation that is not blocked. Free. */
export async function saveFilesOf(
  darkroom: Darkroom,
  job: Job,
  { folder, signal }: { folder: string; signal: AbortSignal },
): Promise<SavedFile[]> {
  if (job.status !== 'succeeded') return [];
  await mkdir(folder, { recursive: true });
  if (job.type === 'download') return [await save(() => darkroom.jobs.file(job.id, { signal }), { folder, jobId: job.id, signal })];
  const saved: SavedFile[] = [];
  for (const { index, is_blocked: blocked } of job.result?.images ?? []) {
    if (!blocked) saved.push(await save(() => darkroom.jobs.image(job.id, index, { signal }), { folder, jobId: job.id, signal }));
  }
  return saved;
}

/** Writes a file beside its place and moves it there when it is whole. A connection that breaks is tried again. */
async function save(open: () => Promise<StoredFile>, to: { folder: string; jobId: string; signal: AbortSignal }): Promise<SavedFile> {
  for (let tries = 1; ; tries++) {
    const file = await open();
    // Two downloads of one image may be given one name.
    const name = file.name.includes(to.jobId) ? file.name : `${to.jobId}-${file.name}`;
    const path = join(to.folder, name);
    const partial = `${path}.part`;
    try {
      const target = createWriteStream(partial);
      await pipeline(Readable.fromWeb(file.body as Parameters<typeof Readable.fromWeb>[0]), target, { signal: to.signal });
      if (file.bytes !== null && target.bytesWritten !== file.bytes) throw new ConnectionError(`${name} broke off`);
      await rename(partial, path);
      return { path, bytes: target.bytesWritten, type: file.type, job_id: to.jobId };
    } catch (error) {
      await rm(partial, { force: true });
      if (to.signal.aborted || isLocal(error) || tries === TRIES) throw error;
    }
  }
}

/** An error of the file system: no room, no right. */
function isLocal(error: unknown): boolean {
  return typeof (error as { syscall?: unknown }).syscall === 'string' && (error as { path?: unknown }).path !== undefined;
}
