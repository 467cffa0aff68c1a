import type { GettyClient } from '@darkroom/getty';
import type { ReminderData, ReminderOutcome, Store } from '@darkroom/queue';
import type { Clock } from '@darkroom/runtime';
import { createStepper } from '@darkroom/testkit';

import type { Policy } from '../pass/deps.ts';
import { runPass } from '../run-pass.ts';

/**
 * A worker that can be stopped between any two of its calls to Redis and to Getty. Each call is two steps, `before intend` and `after intend`:
 * what a process does in between has an effect nowhere else. One that stands still and never goes on runs no line of code any more, as
 * one that was killed.
 */
export type SteppedWorker = ReturnType<typeof steppedWorker>;

/** `haltAt`: the step, counted from 0 over all its passes, at which it stands still. */
export function steppedWorker(given: { store: Store; getty: GettyClient; clock: Clock; policy: Policy }, haltAt?: number) {
  const { store, getty, clock, policy } = given;
  const stepper = createStepper(haltAt);
  const deps = {
    store: { jobs: store.jobs, queries: store.queries, passes: stepper.inSteps(store.passes) },
    getty: { ...stepper.inSteps(getty), isWarm: () => getty.isWarm() },
    clock,
    random: () => 0.5,
    policy,
    polls: { refresh: async () => undefined, of: () => undefined },
    events: { passEnded: () => undefined, gettyCalled: () => undefined },
  };
  let underWay: Promise<ReminderOutcome>;

  return {
    /** The steps that it came to so far. */
    steps: stepper.steps,
    /** Whether it stands still. */
    get halted() {
      return stepper.isHalted();
    },
    /** Runs a pass to its end, or up to where it stands still. */
    pass: async (reminder: ReminderData): Promise<ReminderOutcome | 'halted'> => {
      underWay = runPass(deps, reminder);
      return Promise.race([underWay, stepper.halted]);
    },
    /** Ends the pass that stood still. */
    goOn: async (): Promise<void> => {
      stepper.goOn();
      await underWay;
    },
  };
}
