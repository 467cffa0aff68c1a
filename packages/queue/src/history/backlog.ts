import type { JobType } from '@darkroom/contracts';

import { findOldestQueued } from './oldest-queued.ts';

/** What waits now. Ages are in ms; null: nothing waits. */
export type Backlog = {
  /** The oldest queued job that could be sent, since its acceptance; of a later run, since its last change. undefined: not found, see `findOldestQueued`. */
  oldestQueuedMs: number | null | undefined;
  /** Passes that are due and wait for a worker, not jobs that wait for Getty. */
  passes: Record<JobType, { due: number; oldestMs: number | null }>;
  /** Deliveries that have not ended, and those that are due now. */
  deliveries: { pending: number; due: number; oldestMs: number | null };
  /** Events of which no notifier has opened the deliveries. */
  events: { unhandled: number; oldestMs: number | null };
};

/** Looked at in one command, which takes about a millisecond of Redis: beyond that, ages are those of a part. */
const TENANTS = 1_000;
const MOST = 1_000;

/** Reads what waits now, and for how long. */
export async function readBacklog(deps: Parameters<typeof findOldestQueued>[0]): Promise<Backlog> {
  const { run, now } = deps;
  const since = await findOldestQueued(deps);
  const found = await run('backlog', { now: now(), tenants: TENANTS, most: MOST });
  const passes = found.passes.map(({ type, due, oldest }) => [type, { due, oldestMs: oldest }] as const);
  return {
    oldestQueuedMs: typeof since === 'number' ? Math.max(0, now() - since) : since,
    passes: Object.fromEntries(passes) as Backlog['passes'],
    deliveries: { pending: found.deliveries.pending, due: found.deliveries.due, oldestMs: found.deliveries.oldest },
    events: { unhandled: found.events.unhandled, oldestMs: found.events.oldest },
  };
}
