import type { JobError } from '@darkroom/contracts';
import type { JobRecord } from '@darkroom/queue';

import type { Outcome } from './outcome.ts';

/** Passes that came to nothing (the process died, or a bug threw) before a job is not tried again. */
const MOST_STARTS = 10;

/** Getty takes up to about a minute; for so long it counts a generation that was canceled here as pending. */
const PENDING_AT_GETTY_MS = 60_000;

/**
 * What ends or parks a job before anything else is tried: a crash loop, a cancel, its deadline, a start in the future. A job with a paid
 * call of unknown outcome is ended by none of them but the crash loop, and then held: its bill must become known first.
 */
export function guard(record: JobRecord, now: number): Outcome | undefined {
  if (record.starts >= MOST_STARTS) return crashLoop(record);
  if (record.intent) return undefined;
  if (record.cancel) {
    // Only generations are counted as pending; a download under way answers the next one with 409.
    return record.acceptedAt === null || record.type === 'download'
      ? { kind: 'canceled', story: { event: 'canceled' } }
      : {
          kind: 'canceled',
          keepSlotUntil: record.acceptedAt + PENDING_AT_GETTY_MS,
          story: { event: 'canceled', note: 'Getty keeps what it took, and it stays paid' },
        };
  }
  // What Getty has is polled once more at its deadline, and ends then: after-poll.ts.
  if (record.acceptedAt === null && record.deadlineAt <= now) return { kind: 'expired', story: { event: 'expired' } };
  const runAt = record.spec.request.run_at === undefined ? 0 : Date.parse(record.spec.request.run_at);
  if (record.acceptedAt === null && runAt > now) return { kind: 'snoozed', status: 'queued', reason: 'scheduled', at: runAt };
  return undefined;
}

function crashLoop(record: JobRecord): Outcome {
  const message = `${MOST_STARTS} starts in a row came to nothing: the worker died or failed each time`;
  const error: JobError = { code: 'crash_loop', message, getty: null };
  return { kind: record.intent ? 'held' : 'failed', error, story: { event: 'crash_loop' } };
}
