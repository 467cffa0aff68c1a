import type { LimitsNow } from './limits-now.ts';
import { pauseName } from '../records/pause-name.ts';
import type { JobRecord } from '../records/record.ts';

/** A place in line, and how many slots nobody has: while there are some, the first places do not wait. */
export type Place = { position: number; free: number };

/** A job that is over its time may end at any moment. */
const LEAST_MS = 1_000;

/** About how long a job will still take, in ms. `median`: how long recent ones took from Getty's acceptance to the end. */
export function timeLeft(record: JobRecord, known: { limits: LimitsNow; median: number; place: Place | null; now: number }): number {
  const { limits, median, place, now } = known;
  if (record.status === 'waiting') return Math.max(LEAST_MS, median - (now - (record.acceptedAt ?? now)));
  const before = place === null ? 0 : Math.max(0, place.position - Math.max(0, place.free));
  return Math.max(LEAST_MS, Math.max(0, startAt(record, limits) - now) + (before / limits.pending.limit) * median + median);
}

/** Not before this instant is it sent, in ms; 0 where nothing is in its way but the line. */
function startAt(record: JobRecord, limits: LimitsNow): number {
  const { run_at: runAt } = record.spec.request;
  const pause =
    record.reason === 'paused' || record.reason === 'throttled' ? limits.pauses.find(({ name }) => name === pauseName(record)) : undefined;
  return Math.max(record.reason === 'scheduled' && runAt !== undefined ? Date.parse(runAt) : 0, pause?.until ?? 0, record.turnAt ?? 0);
}
