import type { JobId } from '@darkroom/contracts';

import { sees, type Person } from '../login/person.ts';
import type { FreshPreviews } from './fresh-previews.ts';
import type { PictureSources } from './picture-sources.ts';
import { isAlive, storedPreview } from './stored-preview.ts';

/** The current URL of a picture and when it ends, as far as that is known; or why there is none to show. */
export type FoundPicture = { url: string; expiresAt: string | null } | { missing: 'unknown_job' | 'not_yet' | 'blocked' | 'run_out' };

/**
 * Finds a picture's preview: the stored URL while it lives, else a fresh one from Getty. A download shows the preview of the image that it
 * took; where that generation was not ours, the downloaded file itself. Other tenants' jobs are unknown to a person who is limited to some.
 */
export async function findPicture(
  deps: { sources: PictureSources; fresh: FreshPreviews; now: () => number },
  wanted: { person: Person; jobId: JobId; index: number },
): Promise<FoundPicture> {
  const source = await deps.sources.get(wanted.jobId);
  if (!source || !sees(wanted.person, source.job.tenant)) return { missing: 'unknown_job' };
  const { job, generation: made } = source;

  const generation = made && sees(wanted.person, made.tenant) ? made : job;
  if (generation.result && 'images' in generation.result) {
    const image = generation.result.images.find(({ index }) => index === wanted.index);
    if (!image) return { missing: 'not_yet' };
    if (image.is_blocked) return { missing: 'blocked' };
    const url = storedPreview(generation.result, image, deps.now());
    if (url !== null) return { url, expiresAt: generation.result.url_expires_at };
  }
  if (job.result === null || job.gettyId === null) return { missing: 'not_yet' };

  const previews = await deps.fresh(job.gettyId);
  const url = previews.get(wanted.index);
  if (url) return { url, expiresAt: null };
  if (!('url' in job.result) || job.result.url === null || !isAlive(job.result.url_expires_at, deps.now())) return { missing: 'run_out' };
  return { url: job.result.url, expiresAt: job.result.url_expires_at };
}
