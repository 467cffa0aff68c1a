import type { JobRecord } from '@darkroom/queue';

import { giveUpLookingFor } from '../paid-call/not-found-yet.ts';
import { absenceCountsAt, type Deps, type Pass } from '../pass/deps.ts';
import type { Outcome } from '../pass/outcome.ts';

/**
 * Decides about a call without an outcome. Nothing at Getty shows a re-download, so the job is held at once. If its caller chose to send again, it
 * waits until the call can no longer be on its way.
 */
export function afterLostRedownload(deps: Deps, pass: Pass, intent: NonNullable<JobRecord['intent']>): Outcome {
  const waits = waitsToBeSentAgain(deps, pass, intent.at);
  return waits === undefined
    ? giveUpLookingFor(deps, pass, intent, { event: 'outcome_unknown' })
    : { kind: 'snoozed', status: 'submitting', at: waits };
}

/**
 * Decides about an unsent job if Redis may have lost its last writes, and with them the intent of a call. Returns undefined when the job may be sent:
 * a person, or its caller, has accepted that it may be paid twice.
 */
export function afterLoss(deps: Deps, pass: Pass): Outcome | undefined {
  if (pass.lostAt === null) return undefined;
  const now = deps.clock.now();
  const waits = waitsToBeSentAgain(deps, pass, pass.lostAt);
  if (waits !== undefined) return { kind: 'snoozed', status: 'queued', at: waits };
  if (isSentAgain(pass)) return { kind: 'snoozed', status: 'queued', at: now, set: { checked_at: pass.loss } };
  return {
    kind: 'held',
    billing: { state: 'unknown', because: 'outcome_unknown' },
    set: { checked_at: pass.loss },
    error: {
      code: 'outcome_unknown',
      message: 'Redis may have lost a paid call of this job, and Getty does not show re-downloads',
      getty: null,
    },
    story: { event: 'held' },
  };
}

/** When a call that began at `from` (ms) counts as absent, if the job is sent again and that is still to come. */
function waitsToBeSentAgain(deps: Deps, pass: Pass, from: number): number | undefined {
  const at = absenceCountsAt(deps.policy, from);
  return isSentAgain(pass) && deps.clock.now() < at ? at : undefined;
}

function isSentAgain({ record }: Pass): boolean {
  return record.spec.request.on_unknown === 'retry' && !record.cancel;
}
