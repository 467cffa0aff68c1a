import type { Deps, Pass } from './deps.ts';
import type { Outcome } from './outcome.ts';

/** A wait this short is slept in place; for a longer one the job comes back, so that waiting holds no place in the worker. */
const SLEEP_MS = 1_000;
/** A call that waits longer has others before it. */
const SCARCE_MS = 500;

/** Takes this call's time in the shared query budget. Returns nothing when the call may be made now, else the snooze until its time. */
export async function takeTurn(deps: Deps, pass: Pass, status: 'queued' | 'submitting' | 'waiting'): Promise<Outcome | undefined> {
  const { reservedAt } = pass.record;
  if (reservedAt === null && !pass.paced) return undefined;
  const now = deps.clock.now();
  const { waitMs, epoch } =
    reservedAt === null ? await deps.store.queries.reserve() : { waitMs: Math.max(0, reservedAt - now), epoch: pass.epoch };
  pass.epoch = epoch;
  pass.scarce = reservedAt !== null || waitMs > SCARCE_MS;
  if (waitMs > SLEEP_MS) {
    const reason = status === 'queued' ? ({ reason: 'throttled' } as const) : {};
    return { kind: 'snoozed', status, ...reason, at: now + waitMs, set: { reserved_at: now + waitMs, reserved_epoch: epoch } };
  }
  if (waitMs > 0) await deps.clock.sleep(waitMs);
  return undefined;
}
