import {
  promptOf,
  type BillingState,
  type JobId,
  type JobStatus,
  type JobType,
  type Operation,
  type QueuedReason,
  type Tenant,
} from '@darkroom/contracts';

import { operationOfJob, type JobRecord } from '../records/job/record.ts';
import { searchableMetadata, searchableWords } from './searchable.ts';

/** Selects the jobs of a list. Absent fields match anything; of several values any matches. */
export type JobFilter = {
  /** null: of all tenants. */
  tenant: Tenant | null;
  types?: JobType[] | undefined;
  statuses?: JobStatus[] | undefined;
  reasons?: QueuedReason[] | undefined;
  operations?: Operation[] | undefined;
  billing?: BillingState[] | undefined;
  id?: string | undefined;
  batchId?: string | undefined;
  parentId?: JobId | undefined;
  /** The job that a generation is made from. */
  sourceJobId?: JobId | undefined;
  /** Getty's id of the generation: it, and the downloads of its images. */
  gettyId?: string | undefined;
  projectCode?: string | undefined;
  productId?: number | undefined;
  /** Created after, and before, these instants (ms). */
  createdAfter?: number | undefined;
  createdBefore?: number | undefined;
  /** Field → value as text, see searchable.ts. */
  metadata?: Record<string, string> | undefined;
  /** Prefixes of words: each must match the start of a word of the prompt. */
  words?: string[] | undefined;
};

/** The fields that a filter reads. */
export type Filtered = Pick<
  JobRecord,
  'id' | 'tenant' | 'type' | 'status' | 'reason' | 'billing' | 'batchId' | 'parentId' | 'sourceJob' | 'gettyId' | 'spec'
>;

export function matchesFilter(job: Filtered, filter: JobFilter): boolean {
  const { request } = job.spec;
  return (
    (filter.tenant === null || job.tenant === filter.tenant) &&
    isAmong(job.type, filter.types) &&
    isAmong(job.status, filter.statuses) &&
    isAmong(job.reason, filter.reasons) &&
    isAmong(operationOfJob(job.type, request), filter.operations) &&
    isAmong(job.billing.state, filter.billing) &&
    is(job.id, filter.id) &&
    is(job.batchId, filter.batchId) &&
    is(job.parentId, filter.parentId) &&
    is(job.type === 'generation' ? job.sourceJob : null, filter.sourceJobId) &&
    is(job.gettyId, filter.gettyId) &&
    is(request.project_code, filter.projectCode) &&
    is(request.product_id, filter.productId) &&
    (filter.metadata === undefined || hasMetadata(request.metadata, filter.metadata)) &&
    (filter.words === undefined || hasWords(request, filter.words))
  );
}

/** Whether the filter needs the request of a job. */
export function looksAtRequest(filter: JobFilter): boolean {
  const { gettyId, projectCode, productId, metadata, words, operations } = filter;
  return [gettyId, projectCode, productId, metadata, words, operations].some((asked) => asked !== undefined);
}

/** Whether the filter has more than times. */
export function looksAtJob(filter: JobFilter): boolean {
  const { tenant: _tenant, createdAfter: _after, createdBefore: _before, ...rest } = filter;
  return Object.values(rest).some((asked) => asked !== undefined);
}

function is<Value>(value: Value | null | undefined, asked: Value | undefined): boolean {
  return asked === undefined || value === asked;
}

function isAmong<Value>(value: Value | null, asked: Value[] | undefined): boolean {
  return asked === undefined || (value !== null && asked.includes(value));
}

function hasMetadata(metadata: Record<string, unknown> | undefined, asked: Record<string, string>): boolean {
  const known = searchableMetadata(metadata ?? {});
  return Object.entries(asked).every(([name, value]) => known.get(name) === value);
}

function hasWords(request: JobRecord['spec']['request'], asked: string[]): boolean {
  const words = searchableWords(promptOf(request) ?? '');
  return asked.every((beginning) => words.some((word) => word.startsWith(beginning)));
}
