import {
  operationOfRequest,
  sourceOf,
  type FileCategory,
  type GenerationRequest,
  type JobId,
  type JobStatus,
  type Tenant,
} from '@darkroom/contracts';
import type { NewJob, Store } from '@darkroom/queue';
import type { TraceContext } from '@darkroom/telemetry';

import { ProblemError } from '../../http/problem.ts';
import { invalidRequest } from '../../http/request/validate.ts';
import type { Completed } from './submit-job.ts';

type Deps = Pick<Store, 'jobs' | 'files' | 'uploads'>;

/**
 * What is stored of a generation: the request, and the job that it waits for. Everything that it names must be the tenant's own.
 * `known`: the source, if it is a job of the same batch. @throws ProblemError not_found, invalid_request
 */
export async function completeGeneration(
  store: Deps,
  body: GenerationRequest,
  tenant: Tenant,
  known?: Source,
): Promise<Completed<GenerationRequest>> {
  if (known === undefined && namesNothing(body)) return { request: body };
  const [source] = await Promise.all([
    known ?? findSource(store, body, tenant),
    checkBackground(store, body, tenant),
    checkMask(store, body, tenant),
  ]);
  return { request: body, ...(source && { source: { id: source.id, index: source.index }, madeIn: source.madeIn }) };
}

/** Most are made from a prompt alone. */
function namesNothing(body: GenerationRequest): boolean {
  return operationOfRequest(body) === 'generate' && sourceOf(body) === undefined && !('mask' in body);
}

/** The job that it is made from, with its trace. */
type Source = NonNullable<NewJob['source']> & { madeIn?: TraceContext | undefined };

async function findSource(store: Deps, body: GenerationRequest, tenant: Tenant): Promise<Source | undefined> {
  const { job_id, generation_request_id, index = 0, asset_id, file_id } = sourceOf(body) ?? {};
  if (job_id !== undefined) return { ...(await findJob(store, job_id, tenant)), index };
  if (generation_request_id !== undefined) return ofGeneration(store, { generation_request_id, index }, tenant);
  if (asset_id !== undefined) await checkAsset(store, asset_id, { tenant, field: 'source.asset_id' });
  if (file_id !== undefined) {
    const category = operationOfRequest(body) === 'background_generation' ? 'CustomerProduct' : 'ImageReference';
    await checkFile(store, { id: file_id, category, path: ['source', 'file_id'] }, tenant);
  }
  return undefined;
}

async function findJob(store: Deps, id: JobId, tenant: Tenant): Promise<Omit<Source, 'index'>> {
  const record = await store.jobs.get(id);
  if (record?.tenant !== tenant) throw notFound('There is no job with the id in source.job_id.');
  if (record.type !== 'generation') throw notFound('The job in source.job_id is not a generation.');
  return { id: record.id, madeIn: record.spec.trace };
}

/** If these ended here, Getty may have the generation all the same. */
const ENDED_HERE = new Set<JobStatus>(['failed', 'canceled', 'expired']);

/** The job of a generation at Getty, which this one waits for. undefined: it is removed, or has ended here; then Getty decides. */
async function ofGeneration(
  store: Deps,
  { generation_request_id, index }: { generation_request_id: string; index: number },
  tenant: Tenant,
): Promise<Source | undefined> {
  const owner = await store.jobs.ownerOfGeneration(generation_request_id);
  if (owner?.tenant !== tenant) throw notFound('There is no generation with the id in source.generation_request_id.');
  const record = owner.jobId === null ? null : await store.jobs.get(owner.jobId);
  const isCurrent = record !== null && record.gettyId === generation_request_id && !ENDED_HERE.has(record.status);
  return isCurrent ? { id: record.id, index, madeIn: record.spec.trace } : undefined;
}

/** Anyone may use Getty's assets; what another tenant downloaded is not there. */
async function checkAsset(store: Deps, id: string, { tenant, field }: { tenant: Tenant; field: string }): Promise<void> {
  const owner = await store.jobs.ownerOfAsset(id);
  if (owner && owner.tenant !== tenant) throw notFound(`There is no asset with the id in ${field}.`);
}

async function checkFile(store: Deps, file: { id: string; category?: FileCategory; path: string[] }, tenant: Tenant): Promise<void> {
  const found = await store.files.get(tenant, file.id);
  if (!found) throw notFound(`There is no file with the id in ${file.path.join('.')}.`);
  if (file.category === undefined || found.category === file.category) return;
  throw invalidRequest([{ pointer: `/${file.path.join('/')}`, detail: `must be a file of the category ${file.category}` }]);
}

async function checkBackground(store: Deps, body: GenerationRequest, tenant: Tenant): Promise<void> {
  if (body.operation !== 'background_generation') return;
  const { background_asset_id: asset, background_file_registration_id: file, background_reference_generation: generation } = body;
  if (asset !== undefined) await checkAsset(store, asset, { tenant, field: 'background_asset_id' });
  if (file !== undefined) await checkFile(store, { id: file, path: ['background_file_registration_id'] }, tenant);
  if (generation === undefined) return;
  const owner = await store.jobs.ownerOfGeneration(generation.generation_request_id);
  if (owner?.tenant !== tenant) {
    throw notFound('There is no generation with the id in background_reference_generation.generation_request_id.');
  }
}

async function checkMask(store: Deps, body: GenerationRequest, tenant: Tenant): Promise<void> {
  if (!('mask' in body) || body.mask === undefined) return;
  const upload = await store.uploads.get(body.mask.upload_id);
  if (upload?.tenant !== tenant) throw notFound('There is no upload with the id in mask.upload_id, or it has expired.');
}

function notFound(detail: string): ProblemError {
  return new ProblemError('not_found', detail);
}
