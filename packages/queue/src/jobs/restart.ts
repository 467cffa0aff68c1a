import type { Change } from '../records/job/change.ts';
import { deadlineAfterAcceptance, deadlineUnsent } from '../records/job/deadline.ts';
import { isRedownload } from '../records/job/is-redownload.ts';
import type { JobRecord } from '../records/job/record.ts';

/** The effect of a decision on a job: its next run, or the end of this one. */
export type Decision = { as: 'restart' | 'end'; change: Change };

/** Results that were paid for and cannot be fetched again by polling. */
const LOST = new Set(['gone', 'not_found', 'content_blocked', 'replaced']);

/** Fields of a run that the next one must not inherit. */
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
 * Plans how the next run of an ended job begins. What Getty accepted is polled, not paid again. If something that was paid, or may have
 * been, is lost, the caller must confirm the cost.
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
  if (record.acceptedAt !== null && !lost && !isRedownload(record)) {
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

/** A run that sends again, but not before its `run_at`. */
export function fromStart(record: JobRecord, now: number): Change {
  const { run_at: asked } = record.spec.request;
  const runAt = asked === undefined ? now : Math.max(now, Date.parse(asked));
  return {
    status: 'queued',
    // With this reason, `begin` does not use the fast path.
    ...(runAt > now && { reason: 'scheduled' }),
    set: {
      ...freshRun,
      accepted_at: null,
      images_expire_at: null,
      deadline_at: deadlineUnsent(undefined, runAt),
      // A download's getty_id belongs to its generation, and stays.
      ...(record.type === 'generation' ? { getty_id: null } : {}),
    },
    dueAt: now,
  };
}
