import type { GenerationAnswer, PaidCallOptions } from '@darkroom/getty';

import { generationAccepted } from './generation-accepted.ts';
import { afterLoss } from '../paid-call/after-loss.ts';
import { afterPaidCall } from '../paid-call/after-paid-call.ts';
import type { Deps, Pass } from '../pass/deps.ts';
import { finishGeneration } from './finish-generation.ts';
import { haveToken } from '../paid-call/have-token.ts';
import { findLostGeneration } from './lost-generation.ts';
import { findMask } from './mask.ts';
import { mayNotBeReady } from './may-not-be-ready.ts';
import { orderOf, type SentOrder } from './order.ts';
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

/** Sends a generation of any operation: mask → intent → POST → accepted, refused or unknown. */
export async function sendGeneration(deps: Deps, pass: Pass, turn: Turn): Promise<Outcome> {
  const { record } = pass;
  const mask = await findMask(deps, record);
  if ('end' in mask) return mask.end;
  const call = await paidCall(deps, pass, record.operation ?? 'generate', (intent, options) =>
    send(deps, orderOf(record, { intent, notes: deps.policy.notes, maskUrl: mask.url }), options),
  );
  const mayPass = await mayNotBeReady(deps, record, call);
  return afterPaidCall(deps, pass, { call, turn, mayPass }, (intent, answer) => accepted(deps, pass, { intent, turn }, answer));
}

function send({ getty }: Deps, order: SentOrder, options: PaidCallOptions): Promise<GenerationAnswer> {
  return order.operation === 'generate' ? getty.generate(order.body, options) : getty.operate(order, options);
}

function accepted(deps: Deps, pass: Pass, { intent, turn }: Sent & { intent: string }, answer: GenerationAnswer): Outcome {
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
