import type { RunCommand } from '../lua/commands.ts';
import type { Reminders } from '../reminders/reminders.ts';

export type QueryBudget = ReturnType<typeof createQueryBudget>;

/** How long a published limit stays valid: long enough for a deploy, but not for ever after its setting was removed. */
export const LIMITS_GOOD_FOR_MS = 5 * 60_000;

/** Calls that belong to no job: a token goes before all others; further pages of a look-up; reads of people go after all others. */
export type ReservedClass = 'token' | 'look_up' | 'read';

/** `late`: no turn within the requested time, and nothing was booked; ask again in `waitMs`. */
export type Reserved = { code: 'turn' | 'late'; waitMs: number };

/** Assigns turns to calls to Getty of all processes, tokens included. Calls of jobs take theirs with their pass (`takeTurn`). */
export function createQueryBudget(deps: { run: RunCommand; reminders: Pick<Reminders, 'remindWoken'>; now: () => number }) {
  return {
    /** A turn at most `mostMs` away (0 if there is no limit), or none. */
    reserve: async (kind: ReservedClass, mostMs: number): Promise<Reserved> => {
      const answer = await deps.run('reserve', { now: deps.now(), class: kind, most: mostMs });
      await deps.reminders.remindWoken(answer.woken);
      return { code: answer.code, waitMs: answer.wait };
    },
    /**
     * Publishes Getty's limits to all processes for `LIMITS_GOOD_FOR_MS`. An absent one keeps another worker's value; set by none, it is
     * found from refusals.
     */
    setLimits: async (limits: { pending: number | undefined; queries: number | undefined }): Promise<string[]> => {
      const answer = await deps.run('limits', { now: deps.now(), ...limits, good_for: LIMITS_GOOD_FOR_MS });
      return answer.woken;
    },
  };
}
