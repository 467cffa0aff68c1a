import type { Store } from '@darkroom/queue';
import type { Clock } from '@darkroom/runtime';

import { NoTurnError } from './no-turn.ts';

/** A turn further away is not worth waiting for here. */
const MOST_WAIT_MS = 2_000;

/** Waits for a turn in the query budget, behind all calls of jobs. @throws NoTurnError if the wait is long */
export async function takeReadTurn({ store, clock }: { store: Pick<Store, 'queries'>; clock: Clock }): Promise<void> {
  const { code, waitMs } = await store.queries.reserve('read', MOST_WAIT_MS);
  if (code === 'late') throw new NoTurnError(waitMs);
  if (waitMs > 0) await clock.sleep(waitMs);
}
