import type { QueuedReason } from '@darkroom/contracts';
import type { Change, Pass, ReminderOutcome, Store } from '@darkroom/queue';

import { comeBackAt, OVERDUE_MS } from './pass/come-back.ts';
import type { Learned, Outcome } from './pass/outcome.ts';
import type { Policy } from './pass/deps.ts';
import { pauseOf } from './limits/pauses.ts';

/**
 * Turns the outcome of a pass into one transition, then updates the reminder. An outcome that settles a paid call is recorded no matter
 * which worker holds the job now; any other only by the holder of the fence.
 */
export async function conclude(
  deps: { store: Pick<Store, 'passes'>; now: () => number; archive?: Policy['archive'] },
  pass: Pass,
  outcome: Outcome,
): Promise<ReminderOutcome> {
  if (outcome.kind === 'overtaken') return { note: 'overtaken' };
  if (outcome.kind === 'waiting_for_slot' || outcome.kind === 'waiting_for_turn' || outcome.kind === 'parked') {
    return { note: outcome.kind, againAt: outcome.at, wakes: true };
  }

  const change = { ...toChange(pass, outcome, deps.now()), ...wantedCopies(pass, outcome, deps.archive) };
  const code = outcome.settles
    ? await deps.store.passes.settle(pass, outcome.settles, change)
    : await deps.store.passes.advance(pass, change);
  switch (code) {
    case 'settled':
    case 'advanced':
      return outcome.kind === 'snoozed'
        ? { note: outcome.status, againAt: comeBackAt(pass.record, outcome.at, deps.now()) }
        : { note: outcome.kind };
    case 'settled_for_another':
      // Another worker took the job over, and our result was put back into play: the holder of this reminder checks at once.
      return { note: code, againAt: deps.now() };
    case 'taken':
      // Two jobs never own one generation: the outcome of our call must still be found.
      return conclude(deps, pass, outcome.unclaimed ?? idOfAnother(deps.now()));
    case 'late':
    case 'fenced':
      return { note: code };
  }
}

/** Getty answered our paid call with the id of another job's generation. */
function idOfAnother(now: number): Outcome {
  return { kind: 'snoozed', status: 'submitting', at: now, story: { event: 'outcome_unknown', error: 'IdOfAnotherJob' } };
}

/** The file of each download that succeeds, and previews if they are wanted. */
function wantedCopies({ record }: Pass, { kind }: Outcome, archive: Policy['archive']): Pick<Change, 'copies'> {
  if (kind !== 'succeeded') return {};
  if (record.type === 'download') return { copies: archive ? { copy: true } : {} };
  return archive?.previews === true ? { copies: { copy: true } } : {};
}

/** Reasons with a time at which the job is tried again. */
const COME_BACK = new Set<QueuedReason>(['throttled', 'paused', 'getty_away']);

type Recorded = Exclude<Outcome, { kind: 'overtaken' | 'waiting_for_slot' | 'waiting_for_turn' | 'parked' }>;

function toChange(pass: Pass, outcome: Recorded, now: number): Change {
  const { type } = pass.record;
  const base = learned(pass, outcome, now);
  switch (outcome.kind) {
    case 'succeeded':
      return {
        ...base,
        status: 'succeeded',
        event: `${type}.succeeded`,
        result: outcome.result,
        set: { ...base.set, error: null },
        ...(outcome.children ? { children: outcome.children } : {}),
      };
    case 'failed':
    case 'held':
      return { ...base, status: outcome.kind, event: `${type}.${outcome.kind}`, set: { ...base.set, error: outcome.error } };
    case 'canceled':
      return {
        ...base,
        status: 'canceled',
        event: `${type}.canceled`,
        ...(outcome.keepSlotUntil ? { keepSlotUntil: outcome.keepSlotUntil } : {}),
      };
    case 'expired':
      return { ...base, status: 'expired', event: `${type}.expired` };
    case 'snoozed':
      return {
        ...base,
        status: outcome.status,
        ...(outcome.reason ? { reason: outcome.reason } : {}),
        ...(outcome.reason && COME_BACK.has(outcome.reason) ? { set: { ...base.set, resume_at: outcome.at } } : {}),
        ...(outcome.status === 'waiting' && pass.record.status !== 'waiting' ? { event: `${type}.waiting` as const } : {}),
        ...(outcome.leaveSlot ? { leaveSlot: true } : {}),
        polled: outcome.story?.event === 'polled',
        dueAt: outcome.at + OVERDUE_MS,
      };
  }
}

/** A turn in the query budget is valid for one pass. */
function learned(pass: Pass, outcome: Learned, now: number): Change {
  const accepted = typeof outcome.set?.accepted_at === 'number';
  return {
    set: { turn: null, resume_at: null, ...outcome.set },
    ...(outcome.billing ? { billing: outcome.billing } : {}),
    ...(outcome.claim ? { claim: outcome.claim } : {}),
    ...(outcome.refused ? { refused: outcome.refused } : {}),
    ...(outcome.pause ? { pause: outcome.pause } : {}),
    ...(outcome.park ? { park: outcome.park } : {}),
    ...(outcome.processingTime ? { processingTime: outcome.processingTime } : {}),
    ...(outcome.remember ? { remember: outcome.remember } : {}),
    ...(outcome.sendsAgain ? { sendsAgain: { ...outcome.sendsAgain, timeline: { at: new Date(now).toISOString(), event: 'held' } } } : {}),
    ...(accepted ? { resume: pauseOf(pass.record).name } : {}),
    ...(outcome.story ? { timeline: { at: new Date(now).toISOString(), ...outcome.story } } : {}),
  };
}
