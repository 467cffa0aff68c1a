import type { Job, TimelineEntry } from '@darkroom/contracts';

import type { JobRecord } from './record.ts';

/** A record as the API, the events and the webhooks show it. */
export function presentJob(record: JobRecord, timeline?: TimelineEntry[]): Job {
  const { metadata, ...request } = record.spec.request;
  return {
    id: record.id,
    object: 'job',
    type: record.type,
    status: record.status,
    reason: record.reason,
    run: record.run,
    seq: record.seq,
    tenant: record.tenant,
    request,
    getty: {
      generation_request_id: record.gettyId,
      index: 'index' in request ? request.index : null,
      polls: record.polls,
      last_status: record.lastStatus,
    },
    billing: record.billing,
    result: record.result,
    error: record.error,
    attempts: record.attempts,
    ...(timeline ? { timeline } : {}),
    batch_id: record.batchId,
    parent_id: record.parentId,
    downloads: record.downloads,
    metadata: metadata ?? null,
    urls: { self: `/v1/jobs/${record.id}`, events: `/v1/jobs/${record.id}/events`, cancel: `/v1/jobs/${record.id}/cancel` },
    created_at: text(record.createdAt),
    submitted_at: textOrNull(record.submittedAt),
    updated_at: text(record.updatedAt),
    finished_at: textOrNull(record.finishedAt),
    images_expire_at: textOrNull(record.imagesExpireAt),
  };
}

function text(instant: number): string {
  return new Date(instant).toISOString();
}

function textOrNull(instant: number | null): string | null {
  return instant === null ? null : text(instant);
}
