import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';

import type { PaidCall, QueuedReason } from '@darkroom/contracts';

import type { Logger } from '../redis/logger.ts';
import { encodeChange, type Change } from '../records/change.ts';
import type { RunCommand } from '../lua/commands.ts';
import { pauseName } from '../records/pause-name.ts';
import { decodeRecord, type JobRecord } from '../records/record.ts';
import { isRefusedByRedis } from '../redis/redis-away.ts';
import type { Reminders } from '../reminders/reminders.ts';
import { timelineText } from '../records/timeline-entry.ts';

/**
 * The worker's side of a record: a pass begins, is handed the fence, and ends with one transition. A pass whose fence is no longer the
 * record's (another worker took over, a person ended the job) changes nothing: its writes answer `fenced`.
 */
export type Pass = {
  record: JobRecord;
  fence: string;
  /** Random: what tells this pass from another that was given the same fence by a Redis that has lost the first. */
  token: string;
  /** Calls to Getty must take a turn in the query budget. */
  paced: boolean;
  /** The mark of a call that takes no turn: at which rate calls are made. See the turn's own in `takeTurn`. */
  epoch: string;
  /** Nothing stood in the way of the paid call: `begin` has taken the slot and written the intent, and this pass may make the call. */
  straight: boolean;
  /** Redis may have lost its last writes then (ms), and nobody has looked since whether Getty has this unsent job. */
  lostAt: number | null;
  /** Generations wait for a slot: one that is done and not noticed keeps them waiting. */
  slotsWanted: boolean;
  /** Getty is away: nothing is sent, and what it has waits for it to be back. */
  gettyAway: boolean;
};

export type WantedSlot = {
  resource: string;
  /** Until when it waits in line unless it is woken, in ms. */
  dueAt: number;
  /** What the job is while it waits in line: `queued` for `capacity`, or what it was, where Getty has it already. */
  status?: 'submitting' | 'waiting';
  /** Not while the pause of its kind holds, for which it shows this reason; nor while Getty is away. */
  pausedAs?: QueuedReason;
};

/** Calls that wait for a turn, in the order in which they are served: polls and look-ups of paid work, paid calls. */
export type TurnClass = 'poll' | 'paid';

export type WantedTurn = {
  class: TurnClass;
  /** What the record says while it waits without a turn; else it stays. */
  status?: 'queued';
  reason?: 'throttled';
  /** Until when it waits unless it is woken, in ms. */
  dueAt: number;
};

/** `waiting`: in line, without a turn; already recorded. */
export type TurnAnswer = { code: 'turn'; waitMs: number; mark: string } | { code: 'waiting' | 'fenced' };

/** `waiting` and `paused` are recorded: the job is woken. */
export type SlotAnswer = { code: 'granted' | 'waiting' | 'paused' | 'fenced' };

/** `paused`: a pause has begun since the slot was granted. */
export type IntentCode = 'new' | 'exists' | 'canceled' | 'no_slot' | 'paused' | 'in_doubt' | 'fenced';

/** `taken`: the generation is, or may be, another job's; nothing was changed. */
export type SettleAnswer = 'settled' | 'settled_for_another' | 'late' | 'taken';

export type Passes = ReturnType<typeof createPasses>;

/** A pass that has come to nothing by then has died with its worker: the sweep looks. */
const PASS_OVERDUE_MS = 180_000;
const REFUSED_PAUSE_MS = 500;

export function createPasses(deps: { run: RunCommand; reminders: Reminders; now: () => number; logger: Logger }) {
  /** A woken job that could not be reminded stays in the `wake` set: the sweep reminds it. */
  const wakeOthers = async ({ woken }: { woken: string[] }): Promise<void> => {
    try {
      await deps.reminders.remindWoken(woken);
    } catch (error) {
      deps.logger.warn({ error, woken: woken.length }, 'reminders.left_to_sweep');
    }
  };

  /**
   * Begins a pass, or says why there is nothing to do: `missing`, `stale` (another run is on) or `ended`. `straightTo`: the paid call that the
   * caller could make at once; where nothing stands in its way, slot and intent are taken in the same step.
   */
  const begin = async (id: string, run: number, straightTo?: 'generate'): Promise<Pass | 'missing' | 'stale' | 'ended'> => {
    const now = deps.now();
    const token = randomPass();
    const straight = straightTo && { timeline: submitting(now, straightTo) };
    const answer = await deps.run('begin', { now, id, run: String(run), pass: token, due: now + PASS_OVERDUE_MS, straight });
    if (answer.code !== 'begun' && answer.code !== 'straight') return answer.code;
    const record = decodeRecord(answer.record);
    return {
      record,
      fence: String(record.fence),
      token,
      paced: answer.paced,
      epoch: answer.epoch,
      straight: answer.code === 'straight',
      lostAt: answer.lost_at,
      gettyAway: answer.away,
      slotsWanted: answer.wanted,
    };
  };

  /** Joins the fair line for a slot, or parks while sending is paused. While it waits, the job is recorded as queued until `dueAt` (ms) or until it is woken. */
  const takeSlot = async (pass: Pass, wanted: WantedSlot): Promise<SlotAnswer> => {
    const now = deps.now();
    const timeline = timelineText(now, { event: 'waiting_for_slot' });
    const answer = await deps.run('take_slot', {
      now,
      ...presented(pass),
      resource: wanted.resource,
      due: wanted.dueAt,
      status: wanted.status,
      timeline,
      pause: wanted.pausedAs && { name: pauseName(pass.record), reason: wanted.pausedAs },
    });
    await wakeOthers(answer);
    return { code: answer.code };
  };

  /** Takes a turn in the query budget that is near, or joins the line for one. */
  const takeTurn = async (pass: Pass, wanted: WantedTurn): Promise<TurnAnswer> => {
    const answer = await deps.run('take_turn', {
      now: deps.now(),
      ...presented(pass),
      class: `turn.${wanted.class}`,
      status: wanted.status,
      reason: wanted.reason,
      due: wanted.dueAt,
    });
    await wakeOthers(answer);
    if (answer.code === 'turn') return { code: 'turn', waitMs: answer.wait, mark: answer.mark };
    return { code: answer.code };
  };

  /** Writes the intent of a paid call. Only `new` may make the call. `no_slot`: the pending limit fell since the slot was granted. `look`: what it asks for, where it carries no mark (lua/owners.lua). */
  const intend = async (pass: Pass, call: PaidCall, look?: string): Promise<{ intent: string; code: IntentCode }> => {
    const now = deps.now();
    const intent = intentId(pass);
    const pause = pauseName(pass.record);
    const answer = await deps.run('intent', { now, ...presented(pass), intent, timeline: submitting(now, call), look, pause });
    return { intent, code: answer.code };
  };

  /** Records the outcome of a paid call, whoever holds the fence by now, as soon as Redis takes it. `settled_for_another`: the job goes on under another reminder. */
  const settle = async (pass: Pass, intent: string, change: Change): Promise<SettleAnswer> => {
    const answer = await untilTaken(() =>
      deps.run(
        'settle',
        { now: deps.now(), ...presented(pass), intent, change: encodeChange(change), claim: change.claim },
        ...resultOf(change),
      ),
    );
    await wakeOthers(answer);
    return answer.code;
  };

  /** Ends a pass with any other transition. */
  const advance = async (pass: Pass, change: Change): Promise<'advanced' | 'fenced'> => {
    const operation = { now: deps.now(), ...presented(pass), change: encodeChange(change) };
    const answer = await deps.run('advance', operation, ...resultOf(change));
    await wakeOthers(answer);
    return answer.code;
  };

  return { begin, takeSlot, takeTurn, intend, settle, advance };
}

/** Nobody else knows what a paid call came to: a Redis that is full now is asked again, as one that is gone is waited for. */
async function untilTaken<T>(write: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await write();
    } catch (error) {
      if (!isRefusedByRedis(error)) throw error;
      await sleep(REFUSED_PAUSE_MS);
    }
  }
}

/** Told apart from the other passes of its job only, and kept in each record: so it is short. */
function randomPass(): string {
  return randomBytes(9).toString('base64url');
}

/** What every write of a pass is judged by. */
function presented(pass: Pass) {
  return { id: pass.record.id, fence: pass.fence, pass: pass.token };
}

function submitting(now: number, call: PaidCall): string {
  return timelineText(now, { event: 'submitting', call });
}

function resultOf(change: Change): [] | [string] {
  return change.result ? [JSON.stringify(change.result)] : [];
}

/** An intent's id, and what is written into Getty's `notes` to find the call again: one for each pass, since a pass pays at most once. */
export function intentId(pass: Pass): string {
  return `${pass.record.id}.${pass.record.run}.${pass.fence}`;
}
