import type { QueuedReason } from '@darkroom/contracts';
import { pauseName, type JobRecord } from '@darkroom/queue';

/**
 * Limits that make Getty refuse calls for hours: the downloads of a day, or a product's quota. Such calls are paused; then one call probes.
 * What Getty already has is still polled.
 */
export type Pause = { kind: 'daily' | 'quota'; name: string };

export const PAUSES: Record<Pause['kind'], { probeMs: number; reason: QueuedReason }> = {
  // Getty does not document when a day begins, so one call probes each hour.
  daily: { probeMs: 3_600_000, reason: 'throttled' },
  // More quota may be bought at any time.
  quota: { probeMs: 10 * 60_000, reason: 'paused' },
};

/** The pause that delays this job, if active: downloads share the daily limit, generations the quota of their product. */
export function pauseOf(record: JobRecord): Pause {
  return { kind: record.type === 'download' ? 'daily' : 'quota', name: pauseName(record) };
}
