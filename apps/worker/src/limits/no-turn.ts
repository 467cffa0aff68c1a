import type { Deps } from '../pass/deps.ts';

/** A sleep up to this long may occupy a place in the worker, in ms. */
const MOST_SLEEP_MS = 1_000;

/** The query budget has no turn for a call that must precede another: nothing was sent. The job comes back in `waitMs`. */
export class NoTurnError extends Error {
  readonly waitMs: number;

  constructor(waitMs: number) {
    super(`No turn for a call to Getty within ${MOST_SLEEP_MS} ms`);
    this.name = 'NoTurnError';
    this.waitMs = waitMs;
  }
}

/** Waits for the turn of a token, or of a further page of a look-up. @throws NoTurnError if the wait is long */
export async function turnBeforeOthers(
  deps: Pick<Deps, 'clock'> & { store: Pick<Deps['store'], 'queries'> },
  kind: 'token' | 'look_up',
): Promise<void> {
  const { code, waitMs } = await deps.store.queries.reserve(kind, MOST_SLEEP_MS);
  if (code === 'late') throw new NoTurnError(waitMs);
  if (waitMs > 0) await deps.clock.sleep(waitMs);
}
