/**
 * Lets a test stop a process between any two of its calls to the outside. Each call is two steps, `before settle` and `after settle`: what
 * a process does in between has an effect nowhere else. One that stands still and never goes on runs no line of code any more, as one
 * that was killed; one that goes on later was asleep.
 */
export type Stepper = ReturnType<typeof createStepper>;

type Call = (...args: never[]) => Promise<unknown>;

/** `haltAt`: the step, counted from 0, at which it stands still; what runs beside it stands still at its own next step. */
export function createStepper(haltAt = Infinity) {
  const steps: string[] = [];
  const halted = Promise.withResolvers<'halted'>();
  const released = Promise.withResolvers<void>();
  const atStep = async (step: string): Promise<void> => {
    steps.push(step);
    if (steps.length - 1 < haltAt) return;
    halted.resolve('halted');
    await released.promise;
  };

  return {
    /** The steps that it came to so far. */
    steps,
    /** Says so when it stands still. */
    halted: halted.promise,
    isHalted: () => steps.length > haltAt,
    goOn: () => released.resolve(),
    /** The same calls, each two steps. */
    inSteps: <Calls extends object>(calls: Calls): Calls =>
      Object.fromEntries(Object.entries(calls).map(([name, call]: [string, Call]) => [name, stepped(name, call)])) as Calls,
  };

  function stepped(name: string, call: Call): Call {
    return async (...args) => {
      await atStep(`before ${name}`);
      try {
        return await call(...args);
      } finally {
        await atStep(`after ${name}`);
      }
    };
  }
}

/** The steps of some calls that follow each other, by their names. */
export function stepsOf(calls: readonly string[]): string[] {
  return calls.flatMap((call) => [`before ${call}`, `after ${call}`]);
}
