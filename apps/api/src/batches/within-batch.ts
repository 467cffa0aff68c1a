import { sourceOf, type BatchItem, type DownloadRequest, type GenerationRequest, type Tenant } from '@darkroom/contracts';
import type { NewJob, RejectedItem, Store } from '@darkroom/queue';

import { ProblemError } from '../http/problem.ts';
import { invalidRequest } from '../http/request/validate.ts';
import { completeDownload, inherit } from '../jobs/submit/complete-download.ts';
import { completeGeneration } from '../jobs/submit/complete-generation.ts';
import type { Completed } from '../jobs/submit/submit-job.ts';

type WithoutType<Item> = Item extends unknown ? Omit<Item, 'type'> : never;
type OfType<Type extends BatchItem['type']> = WithoutType<Extract<BatchItem, { type: Type }>>;
type Place = {
  tenant: Tenant;
  /** The place of the job in its batch, and what became of those before it. */
  index: number;
  earlier: Promise<NewJob | RejectedItem>[];
};

/** The same as for a single submission, for a job that may be made from an earlier one of its batch. @throws ProblemError */
export async function completeInBatch(
  store: Store,
  item: BatchItem,
  place: Place,
): Promise<Completed<GenerationRequest | DownloadRequest>> {
  const { type, ...body } = item;
  return type === 'download'
    ? ofDownload(store, body as OfType<'download'>, place)
    : ofGeneration(store, body as OfType<'generation'>, place);
}

async function ofGeneration(store: Store, body: OfType<'generation'>, place: Place): Promise<Completed<GenerationRequest>> {
  const named = 'source' in body ? body.source.batch_index : undefined;
  if (named === undefined) return completeGeneration(store, body, place.tenant);
  const { id } = await earlierGeneration(place, { named, pointer: '/source/batch_index' });
  const source = { job_id: id, index: sourceOf(body)?.index ?? 0 };
  return completeGeneration(store, { ...body, source } as GenerationRequest, place.tenant, { id, index: source.index });
}

async function ofDownload(
  store: Store,
  { batch_index: named, ...body }: OfType<'download'>,
  place: Place,
): Promise<Completed<DownloadRequest>> {
  if (named === undefined) return completeDownload(store, body, place.tenant);
  const { id, request } = await earlierGeneration(place, { named, pointer: '/batch_index' });
  return { ...inherit({ ...body, job_id: id }, request as GenerationRequest), parentId: id, source: { id, index: body.index } };
}

/** @throws ProblemError source_rejected, or invalid_request at `pointer` */
async function earlierGeneration({ index, earlier }: Place, { named, pointer }: { named: number; pointer: string }): Promise<NewJob> {
  if (named >= index) throw invalidRequest([{ pointer, detail: `must be below ${index}, the place of this job in the batch` }]);
  const job = await earlier[named]!;
  if ('error' in job) throw new ProblemError('source_rejected', `Job ${named} of this batch, which this one is made from, was rejected.`);
  if (job.type !== 'generation') throw invalidRequest([{ pointer, detail: 'must be the place of a generation' }]);
  return job;
}
