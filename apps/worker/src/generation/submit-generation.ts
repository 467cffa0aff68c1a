import { withCorrelation, withoutMarks, type GenerationRequest, type RequestOf } from '@darkroom/contracts';
import type { GenerationAnswer, GettyGenerationRequest } from '@darkroom/getty';

import { generationAccepted } from './generation-accepted.ts';
import { afterLoss } from '../paid-call/after-loss.ts';
import { afterPaidCall } from '../paid-call/after-paid-call.ts';
import type { Deps, Pass } from '../pass/deps.ts';
import { finishGeneration } from './finish-generation.ts';
import { haveToken } from '../paid-call/have-token.ts';
import { findLostGeneration } from './lost-generation.ts';
import type { Outcome } from '../pass/outcome.ts';
import { paidCall } from '../paid-call/paid-call.ts';
import type { Sent } from '../paid-call/refusal.ts';
import type { Turn } from '../pass/turn.ts';
import { pauseOf } from '../limits/pauses.ts';
import { slotOrLine } from '../limits/slot-or-line.ts';
import { takeTurn } from '../limits/take-turn.ts';
import { nextPollMs } from '../pass/next-poll.ts';

/** Takes a slot, a token and a turn, then sends. */
export async function submitGeneration(deps: Deps, pass: Pass): Promise<Outcome> {
  const wait =
    (await afterLoss(deps, pass, (lostAt) => findLostGeneration(deps, pass, lostAt))) ??
    (await slotOrLine(deps, pass, 'pending', pauseOf(pass.record))) ??
    (await haveToken(deps, pass));
  if (wait) return wait;
  const { turn, wait: forTurn } = await takeTurn(deps, pass, 'queued');
  return forTurn ?? sendGeneration(deps, pass, turn);
}

/** Sends a generation: intent → POST generate → accepted, refused or unknown. */
export async function sendGeneration(deps: Deps, pass: Pass, turn: Turn): Promise<Outcome> {
  const request = pass.record.spec.request as GenerationRequest;
  const call = await paidCall(deps, pass, 'generate', (intent, options) =>
    deps.getty.generate(toGetty(request, intent, deps.policy.notes), options),
  );
  return afterPaidCall(deps, pass, { call, turn }, (intent, answer) => accepted(deps, pass, { intent, turn }, answer));
}

function toGetty(request: GenerationRequest, intent: string, notes: 'append' | 'off'): GettyGenerationRequest {
  const { prompt, negative_prompt, product_id, project_code, seed, aspect_ratio, media_type, mood } = request as RequestOf<'generate'>;
  return {
    prompt,
    negative_prompt,
    product_id,
    project_code,
    seed,
    aspect_ratio,
    media_type,
    mood,
    notes: notes === 'append' ? withCorrelation(request.notes, intent) : withoutMarks(request.notes),
  };
}

function accepted(deps: Deps, pass: Pass, { intent, turn }: Required<Sent>, answer: GenerationAnswer): Outcome {
  if (answer.state === 'done') {
    const finished = finishGeneration(deps, pass, answer.generation);
    return { ...finished, settles: intent, set: { ...finished.set, last_status: 200 } };
  }
  // The client reports a POST without an id as an unknown outcome.
  return generationAccepted(deps, pass, intent, answer.generationRequestId!, {
    because: 'getty_accepted',
    waitMs: nextPollMs(deps, pass, { sinceMs: 0, polls: 0, retryAfterMs: answer.retryAfterMs, scarce: turn.scarce }),
  });
}
