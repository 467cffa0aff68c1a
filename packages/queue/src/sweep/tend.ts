import type { RunCommand } from '../lua/commands.ts';
import type { Reminders } from '../reminders/reminders.ts';
import { timelineText } from '../records/timeline-entry.ts';

/** One command ends, or releases, so many jobs: less than 25 ms of Redis. */
const MOST = 50;
/** Commands of one kind in a round. A round so bounded goes through 100,000 jobs in well under a minute, and others get their turn. */
const MOST_COMMANDS = 100;
/** So many jobs may be woken and not yet begun before more are released. */
const MOST_WOKEN = 500;
/** How long until Getty is asked again whether it is back, in ms. The question itself has less time than that. */
const ASK_AGAIN_MS = 3_000;
/** One question in five has longer, for a Getty that is back and slow. */
const PATIENT_EVERY = 5;
const PATIENT_AGAIN_MS = 8_000;

export type TendOptions = {
  /** Asks Getty, by a call that costs nothing and takes `mostMs` at the most, whether it is back. Its answer is noted as any other is; it never throws. */
  askGetty?: ((question: { mostMs: number; asked: number }) => Promise<void>) | undefined;
};

export type Tend = ReturnType<typeof createTend>;

/**
 * What has to happen at its time, however much else there is to sweep: deadlines of what was not sent, the call that tries a pause, the release of
 * what a pause parked, the question whether Getty is back. Everything stands in Redis: any worker goes on where another stopped.
 */
export function createTend(deps: { run: RunCommand; reminders: Reminders; now: () => number }, options: TendOptions) {
  /** Ends what passed its deadline unsent. */
  const expireOnce = async (): Promise<boolean> => {
    const now = deps.now();
    const answer = await deps.run('expire', { now, most: MOST, timeline: timelineText(now, { event: 'expired' }) });
    await deps.reminders.remindWoken(answer.woken);
    await deps.reminders.forgetMany(answer.faraway.map(({ type, id, run }) => ({ name: type, data: { id, run } })));
    return answer.looked === MOST;
  };

  /** `asking`: the question to Getty, where it is time for one. Nothing else waits for its answer. */
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

  return {
    tendOnce: async (): Promise<void> => {
      for (const once of [expireOnce, pausesOnce]) {
        for (let commands = 1; (await once()) && commands < MOST_COMMANDS;) commands++;
      }
    },
    /** Waits for the answer to a question to Getty that is under way. */
    asked: async (): Promise<void> => asking,
  };
}
