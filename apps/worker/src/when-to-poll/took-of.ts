import type { JobRecord, Took } from '@darkroom/queue';

/** How long Getty took over a job that it has just been found to be done with; nothing where nobody saw it being accepted. */
export function tookOf(record: JobRecord, now: number): { took?: Took } {
  if (record.acceptedAt === null || record.billing.because !== 'getty_accepted') return {};
  const moreThanMs = Math.max(0, (record.polledAt ?? record.acceptedAt) - record.acceptedAt);
  const atMostMs = now - record.acceptedAt;
  // Two workers whose clocks differ.
  return atMostMs > moreThanMs ? { took: { moreThanMs, atMostMs } } : {};
}
