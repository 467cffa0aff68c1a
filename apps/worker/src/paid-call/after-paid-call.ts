import type { Deps, Pass } from '../pass/deps.ts';
import type { Outcome } from '../pass/outcome.ts';
import type { Turn } from '../pass/turn.ts';
import type { PaidCall } from './paid-call.ts';
import { afterPaidError } from './refusal.ts';

/** The outcome of any paid call; `accepted` reads its answer. */
export function afterPaidCall<Answer>(
  deps: Deps,
  pass: Pass,
  { call, turn, mayPass }: { call: PaidCall<Answer>; turn: Turn; mayPass?: boolean },
  accepted: (intent: string, answer: Answer) => Outcome,
): Outcome {
  switch (call.kind) {
    case 'canceled':
      return { kind: 'canceled', story: { event: 'canceled' } };
    case 'no_slot':
      return { kind: 'snoozed', status: 'queued', reason: 'capacity', at: deps.clock.now() };
    case 'paused':
      // The next pass parks it.
      return { kind: 'snoozed', status: 'queued', at: deps.clock.now() };
    case 'in_doubt':
      return { kind: 'snoozed', status: 'queued', at: deps.clock.now(), leaveSlot: true };
    case 'overtaken':
      return { kind: 'overtaken' };
    case 'threw':
      return afterPaidError(deps, pass, { intent: call.intent, turn, mayPass }, call.error);
    case 'answered':
      return accepted(call.intent, call.answer);
  }
}
