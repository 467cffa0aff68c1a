import { NoTurnError } from '../limits/no-turn.ts';
import type { ReconcilerDeps } from './reconciler-deps.ts';

/** A turn further away is not worth holding the reconciliation for. */
const MOST_WAIT_MS = 2_000;

/** Waits for a turn in the query budget, behind all calls of jobs. @throws NoTurnError if the wait is long */
export async function takeReadTurn({ store, clock }: Pick<ReconcilerDeps, 'store' | 'clock'>): Promise<void> {
  const { code, waitMs } = await store.queries.reserve('read', MOST_WAIT_MS);
  if (code === 'late') throw new NoTurnError(waitMs);
  if (waitMs > 0) await clock.sleep(waitMs);
}
