import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { DownloadResult, type Job } from '@darkroom/contracts';

import { StartError } from '../start-error.ts';

export type SavedPicture = { path: string; bytes: number };

const ENDINGS: Record<string, string> = { 'image/jpeg': 'jpg', 'image/png': 'png', 'image/webp': 'webp', 'image/svg+xml': 'svg' };

/** Fetches the file of a download and stores it under `pictures/`, named after the job. */
export async function savePicture(home: string, download: Job): Promise<SavedPicture> {
  const { url } = DownloadResult.parse(download.result);
  if (url === null) throw new StartError(`The picture of ${download.id} has no URL any more`);
  const response = await fetch(url);
  if (!response.ok) throw new StartError(`The picture of ${download.id} could not be fetched: ${response.status}`);
  const ending = ENDINGS[response.headers.get('content-type')?.split(';')[0] ?? ''] ?? 'jpg';
  const picture = Buffer.from(await response.arrayBuffer());

  const directory = join(home, 'pictures');
  await mkdir(directory, { recursive: true });
  const path = join(directory, `${download.id}.${ending}`);
  await writeFile(path, picture);
  return { path, bytes: picture.length };
}
