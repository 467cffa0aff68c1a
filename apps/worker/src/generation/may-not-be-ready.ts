import { sourceOf } from '@darkroom/contracts';
import { NotFoundError } from '@darkroom/getty';
import type { JobRecord } from '@darkroom/queue';

import type { PaidCall } from '../paid-call/paid-call.ts';
import type { Deps } from '../pass/deps.ts';

/**
 * Whether Getty may have answered 404 only because an image that a call is made from is not ready: it belongs to a job here that has not
 * succeeded (yet).
 */
export async function mayNotBeReady(
  { store }: Pick<Deps, 'store'>,
  { spec, sourceId }: Pick<JobRecord, 'spec' | 'sourceId'>,
  call: PaidCall<unknown>,
): Promise<boolean> {
  if (call.kind !== 'threw' || !(call.error instanceof NotFoundError)) return false;
  const { background_reference_generation: background } = spec.request as Background;
  const used = [sourceOf(spec.request)?.generation_request_id ?? sourceId, background?.generation_request_id];
  const owners = await store.jobs.ownersOf(used.flatMap((id) => id ?? []));
  const jobs = await store.jobs.getMany([...owners.values()].flatMap(({ jobId }) => jobId ?? []));
  return jobs.some(({ status }) => status !== 'succeeded');
}

type Background = { background_reference_generation?: { generation_request_id: string } };
