/**
 * Lets a test stop a process between any two of its calls to the outside. Each call has two steps, `before settle` and `after settle`: work
 * between calls has no outside effect. A process that is halted for ever runs no more code, like one that was killed. One that continues
 * later was asleep.
 */
export type Stepper = ReturnType<typeof createStepper>;

type Call = (...args: never[]) => Promise<unknown>;

/** `haltAt`: the step, counted from 0, at which it halts. Parallel work halts at its own next step. */
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
    /** The steps taken so far. */
    steps,
    /** Resolves when it halts. */
    halted: halted.promise,
    isHalted: () => steps.length > haltAt,
    goOn: () => released.resolve(),
    /** The same calls, each in two steps. */
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

/** The names of the steps of consecutive calls. */
export function stepsOf(calls: readonly string[]): string[] {
  return calls.flatMap((call) => [`before ${call}`, `after ${call}`]);
}
