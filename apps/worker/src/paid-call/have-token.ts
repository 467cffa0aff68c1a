import { GettyError } from '@darkroom/getty';

import type { Deps, Pass } from '../pass/deps.ts';
import type { Outcome } from '../pass/outcome.ts';
import { withoutTurn } from '../pass/turn.ts';
import { refused } from './refusal.ts';

/** A token before the intent: fetching one may take longer than a paid call may start after its intent. Returns nothing when there is one. */
export async function haveToken(deps: Deps, pass: Pass): Promise<Outcome | undefined> {
  try {
    await deps.getty.warmUp();
    return undefined;
  } catch (error) {
    if (!(error instanceof GettyError)) throw error;
    return refused(deps, pass, error, { turn: withoutTurn(pass) });
  }
}
