import { isDeepStrictEqual } from 'node:util';

import { isFinal, type JobChange, type TimelineEntry } from '@darkroom/contracts';

import type { Change } from '../records/job/change.ts';
import { deadlineUnsent } from '../records/job/deadline.ts';
import type { JobRecord, JobSpec } from '../records/job/record.ts';

/** How soon the sweep checks a changed job if its reminder was lost, in ms. */
const OVERDUE_MS = 5_000;

/** A change that is still possible, or why it is not. */
export type PlannedChange = { spec: JobSpec; change: Change } | 'already_sent' | 'already_finished';

/** Plans the new record and request of a job. Only a job that was not sent can change. */
export function planChange(record: JobRecord, asked: JobChange, now: number): PlannedChange {
  if (isFinal(record.status) && record.attempts === 0) return 'already_finished';
  const unsent = record.status === 'queued' && record.intent === null && record.acceptedAt === null && record.lostCalls === 0;
  if (!unsent) return 'already_sent';

  const request = changedRequest(record.spec.request, asked);
  const runAt = request.run_at === undefined ? 0 : Date.parse(request.run_at);
  const scheduled = runAt > now;
  const reason = scheduled ? 'scheduled' : record.reason === 'scheduled' ? undefined : (record.reason ?? undefined);
  const at = new Date(now).toISOString();
  return {
    spec: { ...record.spec, request },
    change: {
      status: 'queued',
      ...(reason && { reason }),
      set: {
        // An assigned turn for its call is void: it may not be sent then.
        ...(scheduled && { turn: null }),
        ...('deadline' in asked || 'run_at' in asked ? { deadline_at: deadlineOf(record, request, now) } : {}),
        ...('priority' in asked ? { priority: request.priority || null } : {}),
      },
      // A job that may not be sent yet must not wait for a slot.
      ...(scheduled && { leaveSlot: true }),
      dueAt: Math.max(now, scheduled ? runAt : 0) + OVERDUE_MS,
      timeline: { at, event: 'changed', fields: Object.keys(asked) } satisfies TimelineEntry,
    },
  };
}

/** Whether an earlier change was the same: it is in the timeline, and the job still has all of its values. */
export function hasChange(record: JobRecord, timeline: TimelineEntry[], asked: JobChange): boolean {
  const { request } = record.spec;
  const fields = Object.keys(asked);
  return (
    isDeepStrictEqual(changedRequest(request, asked), request) &&
    timeline.some((entry) => entry.event === 'changed' && isDeepStrictEqual(entry['fields'], fields))
  );
}

/** Applies the change: `null` or undefined removes a field; fields that are not named stay. */
function changedRequest(request: JobSpec['request'], asked: JobChange): JobSpec['request'] {
  const changed = { ...request, ...asked };
  return Object.fromEntries(Object.entries(changed).filter(([, value]) => value !== null && value !== undefined)) as typeof request;
}

/** The default counts from the submission, or from now for a job that runs again. */
function deadlineOf(record: JobRecord, request: JobSpec['request'], now: number): number {
  const asked = request.deadline === undefined ? undefined : Date.parse(request.deadline);
  const from = record.run === 1 ? record.createdAt : now;
  return deadlineUnsent(asked, Math.max(from, request.run_at === undefined ? 0 : Date.parse(request.run_at)));
}
