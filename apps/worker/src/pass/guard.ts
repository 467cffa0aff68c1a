import type { JobError } from '@darkroom/contracts';
import type { JobRecord } from '@darkroom/queue';

import type { Outcome } from './outcome.ts';

/** Passes without progress (the process died, or a bug threw) after which a job is not tried again. */
const MOST_STARTS = 10;

/** Getty takes up to about a minute; during that time it counts a generation that was canceled here as pending. */
const PENDING_AT_GETTY_MS = 60_000;

/**
 * Ends or parks a job before anything else is tried: a crash loop, a cancel, its deadline, a start in the future. For a job with an unknown
 * outcome of a paid call only the crash loop applies, and then it is held: its bill must become known first.
 */
export function guard(record: JobRecord, now: number): Outcome | undefined {
  if (record.starts >= MOST_STARTS) return crashLoop(record);
  if (record.intent) return undefined;
  if (record.cancel) {
    // Only generations count as pending; during a download Getty answers the next one with 409.
    return record.acceptedAt === null || record.type === 'download'
      ? { kind: 'canceled', story: { event: 'canceled' } }
      : {
          kind: 'canceled',
          keepSlotUntil: record.acceptedAt + PENDING_AT_GETTY_MS,
          story: { event: 'canceled', note: 'Getty keeps what it accepted, and it stays paid' },
        };
  }
  // A job at Getty is polled once more at its deadline, and ends then: after-poll.ts.
  if (record.acceptedAt === null && record.deadlineAt <= now) return { kind: 'expired', story: { event: 'expired' } };
  const runAt = record.spec.request.run_at === undefined ? 0 : Date.parse(record.spec.request.run_at);
  if (record.acceptedAt === null && runAt > now) return { kind: 'snoozed', status: 'queued', reason: 'scheduled', at: runAt };
  return undefined;
}

function crashLoop(record: JobRecord): Outcome {
  const message = `${MOST_STARTS} starts in a row made no progress: the worker died or failed each time`;
  const error: JobError = { code: 'crash_loop', message, getty: null };
  return { kind: record.intent ? 'held' : 'failed', error, story: { event: 'crash_loop' } };
}
