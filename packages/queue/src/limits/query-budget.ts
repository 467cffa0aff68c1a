import type { RunCommand } from '../lua/commands.ts';
import type { Reminders } from '../reminders/reminders.ts';

export type QueryBudget = ReturnType<typeof createQueryBudget>;

/** A limit lives on for so long after it was last told: through a deploy, and not for ever when its setting was taken away. */
export const LIMITS_GOOD_FOR_MS = 5 * 60_000;

/** Calls that are no job's own: a token goes before all others; further pages of a look-up; what people read goes after all others. */
export type ReservedClass = 'token' | 'look_up' | 'read';

/** `late`: no turn within the time asked for, and nothing was booked; ask again in `waitMs`. */
export type Reserved = { code: 'turn' | 'late'; waitMs: number };

/** Calls to Getty of all processes take turns, tokens included. Those of jobs do so with their pass (`takeTurn`). */
export function createQueryBudget(deps: { run: RunCommand; reminders: Pick<Reminders, 'remindWoken'>; now: () => number }) {
  return {
    /** A turn at most `mostMs` away (0 where there is no limit), or none. */
    reserve: async (kind: ReservedClass, mostMs: number): Promise<Reserved> => {
      const answer = await deps.run('reserve', { now: deps.now(), class: kind, most: mostMs });
      await deps.reminders.remindWoken(answer.woken);
      return { code: answer.code, waitMs: answer.wait };
    },
    /** Makes Getty's limits known to all processes for `LIMITS_GOOD_FOR_MS`. One that is absent stays as another worker gives it; given by none, it is found from refusals. */
    setLimits: async (limits: { pending: number | undefined; queries: number | undefined }): Promise<string[]> => {
      const answer = await deps.run('limits', { now: deps.now(), ...limits, good_for: LIMITS_GOOD_FOR_MS });
      return answer.woken;
    },
  };
}
