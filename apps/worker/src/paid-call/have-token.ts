import { GettyError } from '@darkroom/getty';

import type { Deps, Pass } from '../pass/deps.ts';
import type { Outcome } from '../pass/outcome.ts';
import { withoutTurn } from '../pass/turn.ts';
import { refused } from './refusal.ts';

/**
 * Fetches a token before the intent: that may take longer than the time between an intent and its paid call. Returns undefined when there
 * is a token.
 */
export async function haveToken(deps: Deps, pass: Pass): Promise<Outcome | undefined> {
  try {
    await deps.getty.warmUp();
    return undefined;
  } catch (error) {
    if (!(error instanceof GettyError)) throw error;
    return refused(deps, pass, error, { turn: withoutTurn(pass) });
  }
}
