import type { LimitsNow } from './limits-now.ts';
import { pauseName } from '../records/job/pause-name.ts';
import type { JobRecord } from '../records/job/record.ts';

/** A position in line, and the number of free slots: while there are some, the first positions do not wait. */
export type Place = { position: number; free: number };

/** A job that takes longer than usual may end at any moment. */
const LEAST_MS = 1_000;

/** Of each job that is sent before: the paid call, and a poll, which goes before paid calls. */
const CALLS_A_JOB = 2;

/**
 * The approximate remaining time of a job, in ms. `median`: the time of recent jobs from Getty's acceptance to the end. `sentFirst`: how many jobs without a
 * place are sent before it, for which only the calls per second count.
 */
export function timeLeft(
  record: JobRecord,
  known: { limits: LimitsNow; median: number; place: Place | null; sentFirst: number; now: number },
): number {
  const { limits, median, place, sentFirst, now } = known;
  if (record.status === 'waiting') return Math.max(LEAST_MS, median - (now - (record.acceptedAt ?? now)));
  const before = place === null ? 0 : Math.max(0, place.position - Math.max(0, place.free));
  const turnsMs = limits.queries.limit === null ? 0 : ((sentFirst * CALLS_A_JOB) / limits.queries.limit) * 1_000;
  return Math.max(LEAST_MS, Math.max(0, startAt(record, limits) - now) + turnsMs + (before / limits.pending.limit) * median + median);
}

/** The earliest instant at which it is sent, in ms; 0 if only the line delays it. */
function startAt(record: JobRecord, limits: LimitsNow): number {
  const { run_at: runAt } = record.spec.request;
  const pause =
    record.reason === 'paused' || record.reason === 'throttled' ? limits.pauses.find(({ name }) => name === pauseName(record)) : undefined;
  // When a period of a budget begins, or, of a job in line for a turn, about when it has one.
  const resumes = record.reason === 'budget' || record.reason === 'throttled' ? (record.resumeAt ?? 0) : 0;
  return Math.max(
    resumes,
    record.reason === 'scheduled' && runAt !== undefined ? Date.parse(runAt) : 0,
    pause?.until ?? 0,
    record.turnAt ?? 0,
  );
}
