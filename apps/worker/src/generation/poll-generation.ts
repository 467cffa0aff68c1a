import { GettyError, type GenerationAnswer } from '@darkroom/getty';

import { pollAgain, pollFailed, pollLater } from '../paid-call/after-poll.ts';
import type { Deps, Pass } from '../pass/deps.ts';
import { finishGeneration } from './finish-generation.ts';
import type { LookedAt } from '../pass/looked.ts';
import type { Outcome } from '../pass/outcome.ts';
import { withoutTurn } from '../pass/turn.ts';
import { takeTurn } from '../limits/take-turn.ts';
import { processingTimeOf } from '../when-to-poll/processing-time-of.ts';

/** Takes a turn and calls GET generation: done, or come back later. `looked`: the call was made, and this is its answer. */
export async function pollGeneration(
  deps: Deps,
  pass: Pass,
  { gettyId, looked }: { gettyId: string; looked: LookedAt<'generation', GenerationAnswer> | undefined },
): Promise<Outcome> {
  const { turn, wait } = looked ? { turn: withoutTurn(looked.look) } : await takeTurn(deps, pass, 'waiting');
  if (wait) return pollLater(deps, pass, wait);
  const askedAt = looked?.askedAt ?? deps.clock.now();
  try {
    const answer = await (looked ? looked.answer() : deps.getty.getGeneration(gettyId));
    if (answer.state === 'pending') return pollAgain(deps, pass, { askedAt, turn, retryAfterMs: answer.retryAfterMs });
    const finished = finishGeneration(deps, pass, answer.generation);
    const set = { ...finished.set, last_status: 200, polls: pass.record.polls + 1 };
    return { ...finished, ...processingTimeOf(pass.record, deps.clock.now()), set };
  } catch (error) {
    if (!(error instanceof GettyError)) throw error;
    return pollFailed(deps, pass, { askedAt, turn, error });
  }
}
