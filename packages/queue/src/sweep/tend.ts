import type { RunCommand } from '../lua/commands.ts';
import type { Budgets } from '../money/budgets.ts';
import type { Reminders } from '../reminders/reminders.ts';
import { timelineText } from '../records/job/timeline-entry.ts';
import { inTurn } from './in-turn.ts';

/** The number of jobs that one command ends or releases: about 3 ms of Redis. */
const MOST = 50;
/** Commands of one kind in a round. A round within this limit covers 100,000 jobs in well under a minute, and others get their turn. */
const MOST_COMMANDS = 100;
/** The number of woken jobs that have not begun at which no more are released. */
const MOST_WOKEN = 500;
/** How long until Getty is asked again whether it is back, in ms. The question itself takes less. */
const ASK_AGAIN_MS = 3_000;
/** One question in five has more time, for a Getty that is back and slow. */
const PATIENT_EVERY = 5;
const PATIENT_AGAIN_MS = 8_000;

export type TendOptions = {
  /** Asks Getty, by a free call of at most `mostMs`, whether it is back. Its answer is recorded like any other; it never throws. */
  askGetty?: ((question: { mostMs: number; asked: number }) => Promise<void>) | undefined;
};

export type Tend = ReturnType<typeof createTend>;

/**
 * Runs timed work regardless of other sweeping: deadlines of unsent jobs, the probe of a pause, the release of parked jobs, the question
 * whether Getty is back. The state is in Redis: any worker continues where another stopped.
 */
export function createTend(
  deps: { run: RunCommand; reminders: Reminders; budgets: Pick<Budgets, 'tendOnce' | 'checkOnce'>; now: () => number },
  options: TendOptions,
) {
  /** Ends unsent jobs after their deadline. */
  const expireOnce = async (): Promise<boolean> => {
    const now = deps.now();
    const answer = await deps.run('expire', { now, most: MOST, timeline: timelineText(now, { event: 'expired' }) });
    await deps.reminders.remindWoken(answer.woken);
    await deps.reminders.forgetMany(answer.faraway.map(({ type, id, run }) => ({ name: type, data: { id, run } })));
    return answer.looked === MOST;
  };

  /** `asking`: the current question to Getty. Nothing else waits for its answer. */
  let asking: Promise<void> | undefined;

  const pausesOnce = async (): Promise<boolean> => {
    const { woken, more, ask, asked } = await deps.run('tend_pauses', {
      now: deps.now(),
      most: MOST,
      most_woken: MOST_WOKEN,
      ...(options.askGetty && { ask_again: ASK_AGAIN_MS, patient_again: PATIENT_AGAIN_MS, patient_every: PATIENT_EVERY }),
    });
    await deps.reminders.remindWoken(woken);
    if (ask > 0) {
      asking = options.askGetty?.({ mostMs: ask, asked }).finally(() => {
        asking = undefined;
      });
    }
    return more;
  };

  /** Dependents of ended jobs go on, or end. */
  const sourcesOnce = async (): Promise<boolean> => {
    const { woken, more } = await deps.run('tend_sources', { now: deps.now(), most: MOST, most_woken: MOST_WOKEN });
    await deps.reminders.remindWoken(woken);
    return more;
  };

  return {
    tendOnce: async (): Promise<void> => {
      const works = [expireOnce, pausesOnce, sourcesOnce, () => deps.budgets.tendOnce(MOST), deps.budgets.checkOnce];
      await inTurn(
        works.map((once) => async () => {
          for (let commands = 1; (await once()) && commands < MOST_COMMANDS;) commands++;
        }),
      );
    },
    /** Waits for the answer to the current question to Getty. */
    asked: async (): Promise<void> => asking,
  };
}
