import { GETTY_AWAY } from '../redis/constants.ts';
import type { JobRecord } from '../records/job/record.ts';

/**
 * Applies the current pauses (pause → until, in ms) to a record. Jobs in line are not rewritten when Getty goes away or comes back, or when
 * a pause is extended, since there may be 100,000.
 */
export function asPaused(record: JobRecord, pauses: Record<string, string>, now: number): JobRecord {
  if (record.status !== 'queued') return record;
  const away = pauses[GETTY_AWAY];
  const waitsForGetty = record.reason === null || record.reason === 'capacity' || record.reason === GETTY_AWAY;
  if (away !== undefined && waitsForGetty) return { ...record, reason: GETTY_AWAY, resumeAt: Math.max(now, Number(away)) };
  const until = record.line?.startsWith('pause.') ? pauses[record.line.slice('pause.'.length)] : undefined;
  if (until !== undefined) return { ...record, resumeAt: Math.max(now, Number(until)) };
  // An estimate made when it joined a line may have passed, since others went first.
  return record.resumeAt !== null && record.resumeAt < now ? { ...record, resumeAt: now } : record;
}
