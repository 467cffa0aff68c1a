import type { GettyClient } from '@darkroom/getty';
import type { ReminderData, ReminderOutcome, Store } from '@darkroom/queue';
import type { Clock } from '@darkroom/runtime';
import { createStepper } from '@darkroom/testkit';

import type { Policy } from '../pass/deps.ts';
import { runPass } from '../run-pass.ts';

/**
 * A worker that can be halted between any two of its calls to Redis and to Getty. Each call has two steps, `before intend` and `after
 * intend`: work between calls has no outside effect. A worker that is halted for ever runs no more code, like one that was killed.
 */
export type SteppedWorker = ReturnType<typeof steppedWorker>;

/** `haltAt`: the step at which it halts, counted from 0 over all its passes. */
export function steppedWorker(given: { store: Store; getty: GettyClient; clock: Clock; policy: Policy }, haltAt?: number) {
  const { store, getty, clock, policy } = given;
  const stepper = createStepper(haltAt);
  const deps = {
    store: { jobs: store.jobs, queries: store.queries, uploads: store.uploads, passes: stepper.inSteps(store.passes) },
    getty: { ...stepper.inSteps(getty), isWarm: () => getty.isWarm() },
    clock,
    random: () => 0.5,
    policy,
    polls: { refresh: async () => undefined, of: () => undefined },
    events: { passEnded: () => undefined, gettyCalled: () => undefined },
  };
  let underWay: Promise<ReminderOutcome>;

  return {
    /** The steps taken so far. */
    steps: stepper.steps,
    /** Whether it is halted. */
    get halted() {
      return stepper.isHalted();
    },
    /** Runs a pass to its end, or until it halts. */
    pass: async (reminder: ReminderData, how?: { hasStalled: boolean }): Promise<ReminderOutcome | 'halted'> => {
      underWay = runPass(deps, reminder, how);
      return Promise.race([underWay, stepper.halted]);
    },
    /** Continues the halted pass to its end. */
    goOn: async (): Promise<void> => {
      stepper.goOn();
      await underWay;
    },
  };
}
