import type { JobError } from '@darkroom/contracts';
import { GETTY_AWAY, type JobRecord } from '@darkroom/queue';

import { AWAY_BACKOFF, backoffMs, POLL_BACKOFF } from '../when-to-poll/backoff.ts';
import { absenceCountsAt, type Deps, type Pass } from '../pass/deps.ts';
import type { Outcome, Story } from '../pass/outcome.ts';

const UNKNOWN: JobError = {
  code: 'outcome_unknown',
  message: 'A paid call was sent and its outcome could not be determined',
  getty: null,
};

/** How much longer failing look-ups are repeated before the job is held, in ms. */
const KEEP_LOOKING_MS = 15 * 60_000;

/**
 * The outcome when a paid call was not found. Until absence counts, the look-up is repeated. Then the job is held, unless its caller chose
 * to send again and perhaps pay twice. `askedAt`: when the look-up began. Its answer can show no call that took effect later, so this time decides, and
 * the caller decides by the same. `absent`: the look-up worked and showed nothing; otherwise it failed.
 */
export function notFoundYet(
  deps: Deps,
  pass: Pass,
  intent: NonNullable<JobRecord['intent']>,
  look: { askedAt: number; absent: boolean; story: Story; away?: boolean },
): Outcome {
  const now = deps.clock.now();
  const failedAt = look.absent ? null : (pass.record.lookupsFailedAt ?? now);
  const absentAt = absenceCountsAt(deps.policy, intent.at);
  const decideAt = failedAt === null ? absentAt : Math.max(absentAt, failedAt) + KEEP_LOOKING_MS;
  if (look.askedAt < decideAt) {
    const looks = Math.floor(Math.log1p((now - intent.at) / 2_000) / Math.log(POLL_BACKOFF.factor));
    const at = Math.min(now + backoffMs(look.away ? AWAY_BACKOFF : POLL_BACKOFF, looks, deps.random), decideAt);
    const park = look.away ? { park: GETTY_AWAY } : {};
    return { kind: 'snoozed', status: 'submitting', at, set: { lookups_failed_at: failedAt }, ...park, story: look.story };
  }
  return giveUpLookingFor(deps, pass, intent, look.story);
}

/** The outcome when a paid call was not found, and will not be: held, or sent again. */
export function giveUpLookingFor(deps: Pick<Deps, 'clock'>, pass: Pass, intent: NonNullable<JobRecord['intent']>, story: Story): Outcome {
  // A job canceled in the meantime is not sent again: it ends, instead of being held (see lua/write.lua).
  if (pass.record.spec.request.on_unknown === 'retry' && !pass.record.cancel) {
    return {
      kind: 'snoozed',
      status: 'queued',
      at: deps.clock.now(),
      leaveSlot: true,
      settles: intent.id,
      set: { lost_calls: pass.record.lostCalls + 1 },
      billing: { state: 'unknown', because: 'outcome_unknown' },
      sendsAgain: { error: UNKNOWN },
      story,
    };
  }
  return { kind: 'held', billing: { state: 'unknown', because: 'outcome_unknown' }, error: UNKNOWN, story: { event: 'held' } };
}
