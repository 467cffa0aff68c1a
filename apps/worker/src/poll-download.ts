import { GettyError } from '@darkroom/getty';

import { pollAgain, pollFailed } from './after-poll.ts';
import type { Deps, Pass } from './deps.ts';
import { finishDownload } from './finish-download.ts';
import type { Image } from './image.ts';
import type { Outcome } from './outcome.ts';
import { takeTurn } from './take-turn.ts';
import { tookOf } from './when-to-poll/took-of.ts';

/** turn → GET download → done, or come back later. */
export async function pollDownload(deps: Deps, pass: Pass, image: Image): Promise<Outcome> {
  const wait = await takeTurn(deps, pass, 'waiting');
  if (wait) return wait;
  try {
    const answer = await deps.getty.getDownload(image.generationRequestId, image.index);
    if (answer.state === 'pending') return pollAgain(deps, pass, answer.retryAfterMs);
    const finished = finishDownload(deps, pass, image, answer);
    const set = { ...finished.set, polls: pass.record.polls + 1 };
    return { ...finished, ...tookOf(pass.record, deps.clock.now()), billing: pass.record.billing, set };
  } catch (error) {
    if (!(error instanceof GettyError)) throw error;
    return pollFailed(deps, pass, error);
  }
}
