import { workKindOf, type Change, type JobRecord } from '@darkroom/queue';

/** Getty's processing time of a job that was just found to be done; empty if its acceptance was not observed. */
export function processingTimeOf(record: JobRecord, now: number): Pick<Change, 'processingTime'> {
  if (record.acceptedAt === null || record.billing.because !== 'getty_accepted') return {};
  const moreThanMs = Math.max(0, (record.polledAt ?? record.acceptedAt) - record.acceptedAt);
  const atMostMs = now - record.acceptedAt;
  // The clocks of two workers differ.
  return atMostMs > moreThanMs ? { processingTime: { moreThanMs, atMostMs, of: workKindOf(record) } } : {};
}
