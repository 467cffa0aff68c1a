import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';

import type { PaidCall, QueuedReason } from '@darkroom/contracts';

import type { Logger } from '../redis/logger.ts';
import { encodeChange, type Change } from '../records/job/change.ts';
import type { RunCommand } from '../lua/commands.ts';
import { pauseName } from '../records/job/pause-name.ts';
import { readRecord, type JobRecord, type JobSpec } from '../records/job/record.ts';
import { isRefusedByRedis } from '../redis/waiting/redis-away.ts';
import type { Reminders } from '../reminders/reminders.ts';
import { timelineText } from '../records/job/timeline-entry.ts';

/**
 * The worker's access to a record: a pass begins, gets a fence, and ends with one transition. A pass with an old fence (another worker took
 * over, or the job was ended) changes nothing: its writes answer `fenced`.
 */
export type Pass = {
  record: JobRecord;
  fence: string;
  /** Random: distinguishes this pass from another with the same fence, given by a Redis that has lost the first. */
  token: string;
  /** Whether calls to Getty must take a turn in the query budget. */
  paced: boolean;
  /** The mark of a call that takes no turn: the current rate of calls. See the mark of a turn in `takeTurn`. */
  epoch: string;
  /** Whether `begin` took the fast path: it took the slot and wrote the intent, and this pass may make the call. */
  fastPath: boolean;
  /** When it was noticed that Redis may have lost its last writes (ms, by our clock), if Getty was not asked since whether it has this unsent job. */
  lostAt: number | null;
  /** The name of that loss: with it as `checked_at` the job is in doubt no more. */
  loss: number | null;
  /** Whether generations wait for a slot: one that is done but not noticed makes them wait longer. */
  slotsWanted: boolean;
  /** Whether Getty is away: nothing is sent, and jobs at Getty wait for it to be back. */
  gettyAway: boolean;
};

/** What a pass that only looks is given: nothing was begun. */
export type Look = Pick<Pass, 'record' | 'token' | 'epoch' | 'slotsWanted'>;

export type WantedSlot = {
  resource: string;
  /** When it is checked again if it is not woken, in ms. */
  dueAt: number;
  /** The status while it waits in line: `queued` for `capacity`, or its previous one if Getty has the job already. */
  status?: 'submitting' | 'waiting';
  /** While the pause of its kind is active, the slot is not granted and the job shows this reason. While Getty is away, neither. */
  pausedAs?: QueuedReason;
};

/** Calls that wait for a turn, in order of service: polls and look-ups of paid work, then paid calls. */
export type TurnClass = 'poll' | 'paid';

export type WantedTurn = {
  class: TurnClass;
  /** The status while it waits without a turn; otherwise it stays. */
  status?: 'queued';
  reason?: 'throttled';
  /** When it is checked again if it is not woken, in ms. */
  dueAt: number;
};

/** `waiting`: in line, without a turn; already recorded. */
export type TurnAnswer = { code: 'turn'; waitMs: number; mark: string } | { code: 'waiting' | 'fenced' };

/** `waiting` and `paused` are recorded: the job will be woken. */
export type SlotAnswer = { code: 'granted' | 'waiting' | 'paused' | 'fenced' };

/** `paused`: a pause has begun since the slot was granted. */
export type IntentCode = 'new' | 'exists' | 'canceled' | 'no_slot' | 'paused' | 'in_doubt' | 'fenced';

/** `taken`: the generation is, or may be, another job's; nothing was changed. */
export type SettleAnswer = 'settled' | 'settled_for_another' | 'late' | 'taken';

/** Why `begin` began no pass. */
export type NothingToDo = 'missing' | 'stale' | 'ended' | 'unfunded' | 'awaits_source';

export type Passes = ReturnType<typeof createPasses>;

/** A pass without a result by then has died with its worker: the sweep checks it. */
const PASS_OVERDUE_MS = 180_000;
const REFUSED_PAUSE_MS = 500;

export function createPasses(deps: { run: RunCommand; reminders: Reminders; now: () => number; logger: Logger }) {
  /** A woken job without a reminder stays in the `wake` set: the sweep reminds of it. */
  const wakeOthers = async ({ woken }: { woken: string[] }): Promise<void> => {
    if (woken.length === 0) return;
    try {
      await deps.reminders.remindWoken(woken);
    } catch (error) {
      deps.logger.warn({ error, woken: woken.length }, 'reminders.left_to_sweep');
    }
  };

  /**
   * Begins a pass, or returns why there is nothing to do: `missing`, `stale` (another run is active), `ended`, `unfunded` (it waits for a budget), or `awaits_source`. `fastPathTo`: the paid
   * call that the caller could make at once; on this fast path, slot and intent are taken in the same step.
   */
  const begin = async (id: string, run: number, fastPathTo?: 'generate'): Promise<Pass | NothingToDo> => {
    const begun = await beginOrLook(id, run, { fastPathTo });
    if (typeof begun !== 'string' && 'look' in begun) throw new Error('A pass that was to begin may only look');
    return begun;
  };

  /** The same, unless the job only waits at Getty: then nothing begins, and the caller asks Getty first. */
  const beginOrLook = async (
    id: string,
    run: number,
    { fastPathTo, mayLook = false }: { fastPathTo?: 'generate' | undefined; mayLook?: boolean },
  ): Promise<Pass | { look: Look } | NothingToDo> => {
    const now = deps.now();
    const token = randomPass();
    const fastPath = fastPathTo && { timeline: submitting(now, fastPathTo) };
    const look = mayLook ? (true as const) : undefined;
    const operation = { now, id, run: String(run), pass: token, due: now + PASS_OVERDUE_MS, look, fast_path: fastPath };
    const answer = await deps.run('begin', operation);
    if (answer.code !== 'begun' && answer.code !== 'fast_path' && answer.code !== 'look') return answer.code;
    const record = readRecord(answer.record, JSON.parse(answer.spec) as JobSpec);
    if (answer.code === 'look') return { look: { record, token, epoch: answer.epoch, slotsWanted: answer.wanted } };
    return {
      record,
      fence: String(record.fence),
      token,
      paced: answer.paced,
      epoch: answer.epoch,
      fastPath: answer.code === 'fast_path',
      lostAt: answer.lost_at,
      loss: answer.loss,
      gettyAway: answer.away,
      slotsWanted: answer.wanted,
    };
  };

  /**
   * Notes that a job was still pending at Getty. `at`: when it was asked, `dueAt`: when the job is checked should its reminder be lost, in ms.
   * `overtaken`: something else happened to the job, and nothing was changed.
   */
  const noteLook = async ({ record, token }: Look, { at, dueAt }: { at: number; dueAt: number }): Promise<'noted' | 'overtaken'> => {
    const { code } = await deps.run('note_look', {
      now: at,
      id: record.id,
      run: String(record.run),
      fence: String(record.fence),
      polls: String(record.polls),
      pass: token,
      at: new Date(at).toISOString(),
      due: dueAt,
    });
    return code;
  };

  /**
   * Joins the fair line for a slot, or parks while sending is paused. While it waits, the job is recorded as queued until `dueAt` (ms) or
   * until it is woken.
   */
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

  /** Takes a near turn in the query budget, or joins the line for one. */
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

  /**
   * Writes the intent of a paid call. Only `new` may make the call. `no_slot`: the pending limit fell since the slot was granted. `look`:
   * the request of a call without a mark (lua/owners.lua).
   */
  const intend = async (pass: Pass, call: PaidCall, look?: string): Promise<{ intent: string; code: IntentCode }> => {
    const now = deps.now();
    const intent = intentId(pass);
    const pause = pauseName(pass.record);
    const answer = await deps.run('intent', { now, ...presented(pass), intent, timeline: submitting(now, call), look, pause });
    return { intent, code: answer.code };
  };

  /**
   * Records the outcome of a paid call regardless of the fence, as soon as Redis accepts it. `settled_for_another`: the job continues under
   * another reminder.
   */
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

  return { begin, beginOrLook, noteLook, takeSlot, takeTurn, intend, settle, advance };
}

/** No other process knows the outcome of a paid call: a full Redis is asked again, and one that is gone is waited for. */
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

/** Unique only among the passes of a job, and stored in each record, so it is short. */
function randomPass(): string {
  return randomBytes(9).toString('base64url');
}

/** The values that every write of a pass is checked by. */
function presented(pass: Pass) {
  return { id: pass.record.id, fence: pass.fence, pass: pass.token };
}

function submitting(now: number, call: PaidCall): string {
  return timelineText(now, { event: 'submitting', call });
}

function resultOf(change: Change): [] | [string] {
  return change.result ? [JSON.stringify(change.result)] : [];
}

/** The id of an intent, also written into Getty's `notes` to find the call again: one per pass, since a pass pays at most once. */
export function intentId(pass: Pass): string {
  return `${pass.record.id}.${pass.record.run}.${pass.fence}`;
}
