import type { RunCommand } from './commands.ts';

export type QueryBudget = ReturnType<typeof createQueryBudget>;

/** A limit lives on for so long after it was last told: through a deploy, and not for ever when its setting was taken away. */
export const LIMITS_GOOD_FOR_MS = 5 * 60_000;

/** The queries per second of all processes: every call to Getty, tokens included, is handed its own time. */
export function createQueryBudget(deps: { run: RunCommand; now: () => number }) {
  return {
    /** How long to wait before this call, in ms (0 where there is no limit), and the epoch in which that time is good. */
    reserve: async (): Promise<{ waitMs: number; epoch: string }> => {
      const answer = await deps.run('reserve', { now: deps.now() });
      return { waitMs: Number(answer.rest[0]), epoch: answer.rest[1] as string };
    },
    /** Makes Getty's limits known to all processes for `LIMITS_GOOD_FOR_MS`. One that is absent stays as another worker gives it; given by none, it is found from refusals. */
    setLimits: async (limits: { pending: number | undefined; queries: number | undefined }): Promise<string[]> => {
      const answer = await deps.run('limits', { now: deps.now(), ...limits, good_for: LIMITS_GOOD_FOR_MS });
      return answer.woken;
    },
  };
}
