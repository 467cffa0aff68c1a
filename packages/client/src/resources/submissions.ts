import type {
  Batch,
  BatchId,
  BatchRequest,
  DownloadJob,
  DownloadRequest,
  DownloadSizes,
  GenerationJob,
  GenerationRequest,
  RedownloadRequest,
  SubmittedBatch,
} from '../api-types.generated.ts';
import { waitFor, type WaitOptions } from '../events/wait-for.ts';
import type { Http } from '../http/http.ts';
import type { List } from '../lists/list.ts';
import type { CallOptions } from '../settings.ts';
import { listAt, pathsUnder } from './list-at.ts';
import type { PageFilter } from './queries.ts';
import { createSubmit } from './submit.ts';

export function generationsOf(http: Http) {
  const at = pathsUnder('/v1/generations');
  return {
    /** Submits a generation, by any operation. It is stored when this returns. */
    create: createSubmit<GenerationRequest, GenerationJob>(http, '/v1/generations'),
    /** The sizes in which Getty offers an image, by Getty's id of the generation. */
    downloadSizes: (generationRequestId: string, index: number, options?: CallOptions): Promise<DownloadSizes> =>
      http.call({ method: 'GET', path: at(generationRequestId, `/images/${index}/download-sizes`) }, options),
  };
}

export function downloadsOf(http: Http) {
  return {
    /** Submits the download of an image. It may cost. */
    create: createSubmit<DownloadRequest, DownloadJob>(http, '/v1/downloads'),
  };
}

export function redownloadsOf(http: Http) {
  return {
    /** Downloads a file again, in any size. It may cost as much as the first time. */
    create: createSubmit<RedownloadRequest, DownloadJob>(http, '/v1/redownloads'),
  };
}

export function batchesOf(http: Http) {
  const at = pathsUnder('/v1/batches');
  return {
    /** Submits up to 1,000 jobs. Each is accepted or rejected by itself: see `jobs` of the answer. */
    create: createSubmit<BatchRequest, SubmittedBatch>(http, '/v1/batches'),
    list: (filter?: PageFilter, options?: CallOptions): List<Batch> => listAt(http, { path: '/v1/batches', query: filter }, options),
    get: (id: BatchId, options?: CallOptions): Promise<SubmittedBatch> => http.call({ method: 'GET', path: at(id) }, options),
    /** Cancels every job of the batch that has not ended. */
    cancel: (id: BatchId, options?: CallOptions): Promise<SubmittedBatch> =>
      http.call({ method: 'POST', path: at(id, '/cancel') }, options),
    /** Waits until each accepted job has ended. A held job has not. */
    wait: (batch: BatchId | { id: BatchId }, options?: WaitOptions<SubmittedBatch>): Promise<SubmittedBatch> => {
      const id = typeof batch === 'string' ? batch : batch.id;
      return waitFor<SubmittedBatch>(
        http,
        {
          what: id,
          read: (callOptions) => http.json({ method: 'GET', path: at(id) }, callOptions),
          isDone: ({ status }) => status === 'completed',
        },
        options,
      );
    },
  };
}
