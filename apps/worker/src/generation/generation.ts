import type { GenerationAnswer } from '@darkroom/getty';

import { backToHeld } from '../pass/back-to-held.ts';
import type { Deps, Pass } from '../pass/deps.ts';
import { findGeneration } from './find-generation.ts';
import { guard } from '../pass/guard.ts';
import type { LookedAt } from '../pass/looked.ts';
import type { Outcome } from '../pass/outcome.ts';
import { pollGeneration } from './poll-generation.ts';
import { sendGeneration, submitGeneration } from './submit-generation.ts';
import { withoutTurn } from '../pass/turn.ts';
import { waitOut } from '../pass/wait-out.ts';

/** Makes one pass over a generation: one step from the state in its record. `looked`: Getty was polled already. */
export async function runGeneration(deps: Deps, pass: Pass, looked?: LookedAt<'generation', GenerationAnswer>): Promise<Outcome> {
  if (pass.fastPath) return sendGeneration(deps, pass, withoutTurn(pass));
  const { record } = pass;
  const stop = guard(record, deps.clock.now());
  if (stop) return stop;
  if (record.intent) return waitOut(deps, pass) ?? findGeneration(deps, pass, record.intent);
  if (record.acceptedAt !== null && record.gettyId !== null) {
    const wait = looked ? undefined : waitOut(deps, pass);
    return wait ?? backToHeld(record, await pollGeneration(deps, pass, { gettyId: record.gettyId, looked }));
  }
  return submitGeneration(deps, pass);
}
