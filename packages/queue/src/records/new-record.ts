import type { NewJob } from './change.ts';
import type { JobRecord } from './record.ts';

/** The record of a job that was just accepted, without reading back what was just stored. */
export function newRecord(job: NewJob): JobRecord {
  return {
    ...UNTOUCHED,
    id: job.id,
    type: job.type,
    tenant: job.tenant,
    reason: job.runAt !== undefined && job.runAt > job.createdAt ? 'scheduled' : null,
    gettyId: 'generation_request_id' in job.request ? (job.request.generation_request_id as string) : null,
    deadlineAt: job.deadlineAt,
    parentId: job.parentId ?? null,
    batchId: job.batchId ?? null,
    createdAt: job.createdAt,
    updatedAt: job.createdAt,
    spec: { request: job.request as JobRecord['spec']['request'] },
  };
}

/** What a record says before anything has happened to it. */
const UNTOUCHED = {
  status: 'queued',
  run: 1,
  seq: 1,
  fence: 0,
  starts: 0,
  attempts: 0,
  refusals: 0,
  lostCalls: 0,
  polls: 0,
  polledAt: null,
  lastStatus: null,
  acceptedAt: null,
  intent: null,
  billing: { state: 'not_charged', because: 'nothing_sent' },
  calls: [],
  slot: null,
  paidInRun: null,
  line: null,
  resumeAt: null,
  lookupsFailedAt: null,
  cancel: false,
  adopted: false,
  turnAt: null,
  result: null,
  error: null,
  downloads: [],
  submittedAt: null,
  finishedAt: null,
  imagesExpireAt: null,
} satisfies Partial<JobRecord>;
