import type { Change } from '../records/change.ts';
import { deadlineAfterAcceptance, deadlineUnsent } from '../records/deadline.ts';
import type { JobRecord } from '../records/record.ts';

/** What a person's decision on a job comes to: its next run, or the end of this one. */
export type Decision = { as: 'restart' | 'end'; change: Change };

/** What of a run was paid and cannot be had again by polling. */
const LOST = new Set(['gone', 'not_found', 'content_blocked', 'replaced']);

/** What a run leaves behind that the next one must not find. */
export const freshRun: Change['set'] = {
  finished_at: null,
  error: null,
  cancel: null,
  adopted: null,
  polls: null,
  polled_at: null,
  refusals: null,
  intent: null,
  turn: null,
  resume_at: null,
  lookups_failed_at: null,
};

/**
 * How the next run of an ended job begins. From where it stood: what Getty accepted is polled, not paid again. What was or may have been
 * paid and is lost needs the caller's word that it may cost again.
 */
export function planRestart(
  record: JobRecord,
  options: { confirmCost: boolean; now: number },
): Decision | 'already_finished' | 'not_finished' | 'may_charge_again' {
  const { now } = options;
  if (record.status === 'succeeded') return 'already_finished';
  if (record.status !== 'failed' && record.status !== 'canceled' && record.status !== 'expired') return 'not_finished';

  const at = new Date(now).toISOString();
  const lost = record.error !== null && LOST.has(record.error.code);
  if (record.acceptedAt !== null && !lost) {
    const change: Change = {
      status: 'waiting',
      set: { ...freshRun, deadline_at: deadlineAfterAcceptance(undefined, now) },
      dueAt: now,
      timeline: { at, event: 'retried', from: 'poll' },
    };
    return { as: 'restart', change };
  }

  const paid = record.billing.state !== 'not_charged';
  if (paid && !options.confirmCost) return 'may_charge_again';
  const change: Change = {
    ...fromStart(record, now),
    timeline: { at, event: 'retried', from: 'start' },
  };
  return { as: 'restart', change };
}

/** A run that sends anew, and not before its `run_at` either. */
export function fromStart(record: JobRecord, now: number): Change {
  const { run_at: asked } = record.spec.request;
  const runAt = asked === undefined ? now : Math.max(now, Date.parse(asked));
  return {
    status: 'queued',
    // By this `begin` knows that the paid call may not be made straight away.
    ...(runAt > now && { reason: 'scheduled' }),
    set: {
      ...freshRun,
      accepted_at: null,
      images_expire_at: null,
      deadline_at: deadlineUnsent(undefined, runAt),
      // A download's getty_id is its generation's, and stays.
      ...(record.type === 'generation' ? { getty_id: null } : {}),
    },
    dueAt: now,
  };
}
