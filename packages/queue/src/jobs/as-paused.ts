import { GETTY_AWAY } from '../redis/constants.ts';
import type { JobRecord } from '../records/record.ts';

/**
 * A record as it stands under the pauses of this moment (pause → until, in ms). Jobs in line are not written to when Getty goes away or comes back, nor
 * when a pause is prolonged: there may be 100,000.
 */
export function asPaused(record: JobRecord, pauses: Record<string, string>, now: number): JobRecord {
  if (record.status !== 'queued') return record;
  const away = pauses[GETTY_AWAY];
  const waitsForGetty = record.reason === null || record.reason === 'capacity' || record.reason === GETTY_AWAY;
  if (away !== undefined && waitsForGetty) return { ...record, reason: GETTY_AWAY, resumeAt: Math.max(now, Number(away)) };
  const until = record.line?.startsWith('pause.') ? pauses[record.line.slice('pause.'.length)] : undefined;
  if (until !== undefined) return { ...record, resumeAt: Math.max(now, Number(until)) };
  // An estimate from the time when it joined a line may have passed: others went before it.
  return record.resumeAt !== null && record.resumeAt < now ? { ...record, resumeAt: now } : record;
}
