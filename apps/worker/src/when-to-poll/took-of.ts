import type { JobRecord, Took } from '@darkroom/queue';

/** Getty's processing time of a job that was just found to be done; empty if its acceptance was not observed. */
export function tookOf(record: JobRecord, now: number): { took?: Took } {
  if (record.acceptedAt === null || record.billing.because !== 'getty_accepted') return {};
  const moreThanMs = Math.max(0, (record.polledAt ?? record.acceptedAt) - record.acceptedAt);
  const atMostMs = now - record.acceptedAt;
  // The clocks of two workers differ.
  return atMostMs > moreThanMs ? { took: { moreThanMs, atMostMs } } : {};
}
