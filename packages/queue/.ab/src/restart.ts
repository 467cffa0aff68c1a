import { encodeChange } from './change.ts';
import { deadlineAfterAcceptance, deadlineUnsent } from './deadline.ts';
import type { JobRecord } from './record.ts';

/** What of a run was paid and cannot be had again by polling. */
const LOST = new Set(['gone', 'not_found', 'content_blocked']);

/**
 * How the next run of an ended job begins. From where it stood: what Getty accepted is polled, not paid again. What was or may have been
 * paid and is lost needs the caller's word that it may cost again.
 */
export function planRestart(record: JobRecord, options: { confirmCost: boolean; now: number }) {
  if (record.status === 'succeeded') return 'already_finished';
  if (record.status !== 'failed' && record.status !== 'canceled' && record.status !== 'expired') return 'not_finished';

  const at = new Date(options.now).toISOString();
  const fresh = {
    finished_at: null,
    error: null,
    result: null,
    cancel: null,
    polls: null,
    refusals: null,
    intent: null,
    reserved_at: null,
  };
  const lost = record.error !== null && LOST.has(record.error.code);
  if (record.acceptedAt !== null && !lost) {
    return encodeChange({
      status: 'waiting',
      set: { ...fresh, deadline_at: deadlineAfterAcceptance(undefined, options.now) },
      dueAt: options.now,
      timeline: { at, event: 'retried', from: 'poll' },
    });
  }

  const paid = record.billing.state !== 'not_charged';
  if (paid && !options.confirmCost) return 'may_charge_again';
  return encodeChange({
    status: 'queued',
    set: {
      ...fresh,
      accepted_at: null,
      images_expire_at: null,
      deadline_at: deadlineUnsent(undefined, options.now),
      // A download's getty_id is its generation's, and stays.
      ...(record.type === 'generation' ? { getty_id: null } : {}),
    },
    ...(paid ? {} : { billing: { state: 'not_charged', because: 'nothing_sent' } as const }),
    dueAt: options.now,
    timeline: { at, event: 'retried', from: 'start' },
  });
}
