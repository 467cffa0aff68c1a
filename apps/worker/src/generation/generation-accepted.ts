import { acceptance, type Found } from '../paid-call/acceptance.ts';
import type { Deps, Pass } from '../pass/deps.ts';
import type { Outcome } from '../pass/outcome.ts';

type Snoozed = Extract<Outcome, { kind: 'snoozed' }>;

/** The outcome when Getty has accepted the generation: its id is recorded, and a poll follows. */
export function generationAccepted(deps: Deps, pass: Pass, intent: string, gettyId: string, found: Found): Snoozed {
  const now = deps.clock.now();
  return {
    kind: 'snoozed',
    status: 'waiting',
    at: now + found.waitMs,
    settles: intent,
    billing: { state: 'charged', because: found.because },
    set: { getty_id: gettyId, last_status: 202, ...acceptance(pass, now) },
    story: { event: 'accepted_by_getty', generation_request_id: gettyId, because: found.because },
  };
}
