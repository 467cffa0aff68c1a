import {
  sourceOf,
  type DeadlineBecause,
  type DownloadJob,
  type GenerationJob,
  type Job,
  type QueuedReason,
  type TimelineEntry,
} from '@darkroom/contracts';

import { instantText, instantTextOrNull } from './instant-text.ts';
import { presentArchive } from './present-archive.ts';
import { NO_DEADLINE } from '../records/job/deadline.ts';
import type { JobRecord } from '../records/job/record.ts';

/** A record as the API, the events and the webhooks show it. */
export function presentJob(record: JobRecord, timeline?: TimelineEntry[]): Job {
  const { metadata, ...request } = record.spec.request;
  return {
    id: record.id,
    object: 'job',
    ...typeAndResult(record),
    status: record.status,
    reason: record.reason,
    run: record.run,
    seq: record.seq,
    tenant: record.tenant,
    operation: record.operation,
    source: sourceOf(request) ?? null,
    request,
    getty: {
      generation_request_id: record.gettyId,
      index: 'index' in request ? request.index : null,
      polls: record.polls,
      last_status: record.lastStatus,
    },
    billing: {
      state: record.billing.state,
      because: record.billing.because,
      calls: record.calls.map(({ at, state, because }) => ({ at: instantText(at), state, because })),
    },
    error: record.error,
    attempts: record.attempts,
    ...(timeline ? { timeline } : {}),
    batch_id: record.batchId,
    parent_id: record.parentId,
    submitted_by: record.submittedBy,
    downloads: record.downloads,
    metadata: metadata ?? null,
    urls: { self: `/v1/jobs/${record.id}`, events: `/v1/jobs/${record.id}/events`, cancel: `/v1/jobs/${record.id}/cancel` },
    resume_at: resumeAt(record),
    deadline_at: record.deadlineAt === NO_DEADLINE ? null : instantText(record.deadlineAt),
    deadline_because: deadlineBecause(record),
    created_at: instantText(record.createdAt),
    submitted_at: instantTextOrNull(record.submittedAt),
    updated_at: instantText(record.updatedAt),
    finished_at: instantTextOrNull(record.finishedAt),
    archive: presentArchive(record.archive),
    images_expire_at: instantTextOrNull(record.imagesExpireAt),
  };
}

const HELD_UP = new Set<QueuedReason | null>(['paused', 'throttled', 'getty_away', 'budget']);

/** When a job delayed by a limit, a pause or an outage is tried next; null for any other. */
export function resumeAt({ status, reason, resumeAt: at }: JobRecord): string | null {
  return status === 'queued' && HELD_UP.has(reason) ? instantTextOrNull(at) : null;
}

function deadlineBecause({ deadlineAt, acceptedAt, spec }: JobRecord): DeadlineBecause {
  const { deadline } = spec.request;
  if (deadline !== undefined && Date.parse(deadline) === deadlineAt) return 'caller';
  return acceptedAt === null ? 'default_unsent' : 'default_at_getty';
}

/** The type of a job with its result, which was written by its own pass. */
function typeAndResult({ type, result }: JobRecord): Pick<GenerationJob, 'type' | 'result'> | Pick<DownloadJob, 'type' | 'result'> {
  return type === 'generation' ? { type, result: result as GenerationJob['result'] } : { type, result: result as DownloadJob['result'] };
}
