import type { Store } from '@darkroom/queue';

import { tenantOrAll, type Handler } from '../http/handler.ts';
import { findGenerationAtGetty } from '../jobs/show/find-job.ts';
import type { GettyReader } from './getty-reader.ts';
import { readImageIndex } from './read-image-index.ts';

/** `GET /v1/generations/{generation_request_id}/images/{index}/download-sizes`: Getty's answer, for a generation of the tenant's own. */
export function showDownloadSizes({ store, getty }: { store: Store; getty: GettyReader }): Handler {
  return async (request, response) => {
    const generationRequestId = String(request.params['generation_request_id']);
    const index = readImageIndex(request.params['index']);
    const generation = await findGenerationAtGetty(store, generationRequestId, tenantOrAll(response));
    if (generation) response.locals.noted.job_id = generation.id;
    response.json({ download_sizes: await getty.downloadSizes(generationRequestId, index) });
  };
}
