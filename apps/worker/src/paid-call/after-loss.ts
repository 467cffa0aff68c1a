import { GettyError, NotFoundError, TerminalError } from '@darkroom/getty';

import { takeTurn } from '../limits/take-turn.ts';
import { absenceCountsAt, type Deps, type Pass } from '../pass/deps.ts';
import type { Outcome } from '../pass/outcome.ts';
import { refused } from './refusal.ts';

/**
 * Asks Getty (`find`) before an unsent job is paid, if Redis may have lost its last writes and with them the intent of a call. The answer
 * counts once such a call can no longer be on its way; until then the job waits.
 */
export async function afterLoss(
  deps: Deps,
  pass: Pass,
  find: (lostAt: number) => Promise<Outcome | undefined>,
): Promise<Outcome | undefined> {
  const { lostAt } = pass;
  if (lostAt === null) return undefined;
  const now = deps.clock.now();
  const countsAt = absenceCountsAt(deps.policy, lostAt);
  if (now < countsAt) return { kind: 'snoozed', status: 'queued', at: countsAt };
  const { turn, wait } = await takeTurn(deps, pass, 'queued');
  if (wait) return wait;
  try {
    return (await find(lostAt)) ?? checked(pass, now, { event: 'looked_up', found: false });
  } catch (error) {
    if (!(error instanceof GettyError)) throw error;
    // An account without a history, or an image without a file: nothing can be found.
    if (error instanceof NotFoundError || error instanceof TerminalError) return checked(pass, now, { event: 'looked_up', found: false });
    return refused(deps, pass, error, { turn });
  }
}

/** Continues with the paid call. The field is written before that, so that the search is not repeated. */
function checked({ loss }: Pass, now: number, story: NonNullable<Extract<Outcome, { kind: 'snoozed' }>['story']>): Outcome {
  return { kind: 'snoozed', status: 'queued', at: now, set: { checked_at: loss }, story };
}
