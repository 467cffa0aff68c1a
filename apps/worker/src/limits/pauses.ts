import type { QueuedReason } from '@darkroom/contracts';
import { pauseName, type JobRecord } from '@darkroom/queue';

/**
 * What Getty refuses for hours: the downloads of a day, or a product's quota. Nothing of the kind is sent until the pause is over; then one
 * call tries. What Getty already has goes on being polled.
 */
export type Pause = { kind: 'daily' | 'quota'; name: string };

export const PAUSES: Record<Pause['kind'], { probeMs: number; reason: QueuedReason }> = {
  // Getty does not say when a day begins, so it is asked once an hour.
  daily: { probeMs: 3_600_000, reason: 'throttled' },
  // Somebody may buy more at any time.
  quota: { probeMs: 10 * 60_000, reason: 'paused' },
};

/** The pause that holds this job up, if it is on: downloads share the daily limit, generations the quota of their product. */
export function pauseOf(record: JobRecord): Pause {
  return { kind: record.type === 'download' ? 'daily' : 'quota', name: pauseName(record) };
}
