import type { GenerationResult } from '@darkroom/contracts';
import type { JobRecord, Store } from '@darkroom/queue';
import type { Clock } from '@darkroom/runtime';

import { tenantOrAll, type Handler } from '../http/handler.ts';
import { findJob } from '../jobs/show/find-job.ts';
import { notReady } from '../jobs/show/not-ready.ts';
import type { GettyReader } from './getty-reader.ts';
import { readImageIndex } from './read-image-index.ts';
import { ProblemError } from '../http/problem.ts';

type Image = GenerationResult['images'][number];

/**
 * `GET /v1/jobs/{id}/images/{index}`: 302 to the picture. Getty's URLs die within about a day; then Getty is asked for new ones, which
 * costs nothing.
 */
export function showImage(deps: { store: Store; getty: GettyReader; clock: Clock }): Handler {
  return async (request, response) => {
    const record = await findJob(deps.store, String(request.params['id']), tenantOrAll(response));
    const index = readImageIndex(request.params['index']);
    const images = await readImages(deps, record);
    const url = pictureUrl(images.find((image) => image.index === index));
    if (url === undefined) throw new ProblemError('not_found', 'There is no such image, or Getty has blocked it.');
    // Express's `redirect` would answer with a page to some, and with nothing to others.
    response.status(302).location(url).type('text/plain').send('Found.');
  };
}

/** @throws ProblemError not_found for a download, not_ready before the generation has succeeded */
async function readImages(
  { store, getty, clock }: { store: Store; getty: GettyReader; clock: Clock },
  record: JobRecord,
): Promise<Image[]> {
  if (record.type !== 'generation') throw new ProblemError('not_found', 'A download has no numbered images.');
  const result = record.result as GenerationResult | null;
  if (record.status !== 'succeeded' || result === null) throw await notReady(store, record);
  if (Date.parse(result.url_expires_at) > clock.now()) return result.images;
  return getty.freshImages(result.generation_request_id);
}

/** The picture itself where Getty shows it, else its largest preview. */
function pictureUrl(image: Image | undefined): string | undefined {
  if (!image || image.is_blocked) return undefined;
  const [largest] = image.preview_urls.toSorted((a, b) => b.width * b.height - a.width * a.height);
  return image.url ?? largest?.image_url;
}
