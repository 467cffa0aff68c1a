import type { JobId } from '@darkroom/contracts';
import type { Store } from '@darkroom/queue';

import { sees, type Person } from '../login/person.ts';
import type { FreshPreviews } from './fresh-previews.ts';

/** The current URL of a picture, or why there is none to show. */
export type FoundPicture = { url: string } | { missing: 'unknown_job' | 'not_yet' | 'blocked' | 'run_out' };

/** A URL that ends while the browser is still loading it is of no use. */
const MARGIN_MS = 60_000;

/**
 * Finds a picture's preview: the stored URL while it lives, else a fresh one from Getty. A download shows the preview of the image that it
 * took; where that generation was not ours, the downloaded file itself. Other tenants' jobs are unknown to a person who is limited to some.
 */
export async function findPicture(
  deps: { jobs: Pick<Store['jobs'], 'get' | 'findByGettyId'>; fresh: FreshPreviews; now: () => number },
  wanted: { person: Person; jobId: JobId; index: number },
): Promise<FoundPicture> {
  const job = await deps.jobs.get(wanted.jobId);
  if (!job || !sees(wanted.person, job.tenant)) return { missing: 'unknown_job' };
  const alive = (expiresAt: string) => Date.parse(expiresAt) - MARGIN_MS > deps.now();

  const made = job.type === 'generation' || job.gettyId === null ? null : await deps.jobs.findByGettyId(job.gettyId);
  const generation = made && sees(wanted.person, made.tenant) ? made : job;
  if (generation.result && 'images' in generation.result) {
    const image = generation.result.images.find(({ index }) => index === wanted.index);
    if (!image) return { missing: 'not_yet' };
    if (image.is_blocked) return { missing: 'blocked' };
    const stored = image.preview_urls[0]?.image_url ?? image.url;
    if (stored && alive(generation.result.url_expires_at)) return { url: stored };
  }
  if (job.result === null || job.gettyId === null) return { missing: 'not_yet' };

  const previews = await deps.fresh(job.gettyId);
  const url = previews.get(wanted.index);
  if (url) return { url };
  if (!('url' in job.result) || job.result.url === null || !alive(job.result.url_expires_at)) return { missing: 'run_out' };
  return { url: job.result.url };
}
