import type { GettyClient } from '@darkroom/getty';
import type { ReminderData, ReminderOutcome, Store } from '@darkroom/queue';
import type { Clock } from '@darkroom/runtime';

import type { Policy } from '../deps.ts';
import { runPass } from '../run-pass.ts';

/**
 * A worker that can be stopped between any two of its calls to Redis and to Getty. Each call is two steps, `before intend` and `after intend`:
 * what a process does in between has an effect nowhere else. One that stands still and never goes on runs no line of code any more, as
 * one that was killed.
 */
export type SteppedWorker = ReturnType<typeof steppedWorker>;

/** `haltAt`: the step, counted from 0 over all its passes, at which it stands still. */
export function steppedWorker(given: { store: Store; getty: GettyClient; clock: Clock; policy: Policy }, haltAt = Infinity) {
  const { store, getty, clock, policy } = given;
  const steps: string[] = [];
  const halted = Promise.withResolvers<'halted'>();
  const released = Promise.withResolvers<void>();
  const atStep = async (step: string): Promise<void> => {
    steps.push(step);
    if (steps.length - 1 !== haltAt) return;
    halted.resolve('halted');
    await released.promise;
  };
  const deps = {
    store: { jobs: store.jobs, queries: store.queries, passes: inSteps(store.passes, atStep) },
    getty: { ...inSteps(getty, atStep), isWarm: () => getty.isWarm() },
    clock,
    random: () => 0.5,
    policy,
    polls: { refresh: async () => undefined, of: () => undefined },
    events: { passEnded: () => undefined, gettyCalled: () => undefined },
  };
  let underWay: Promise<ReminderOutcome>;

  return {
    /** The steps that it came to so far. */
    steps,
    /** Whether it stands still. */
    get halted() {
      return steps.length > haltAt;
    },
    /** Runs a pass to its end, or up to where it stands still. */
    pass: async (reminder: ReminderData): Promise<ReminderOutcome | 'halted'> => {
      underWay = runPass(deps, reminder);
      return Promise.race([underWay, halted.promise]);
    },
    /** Ends the pass that stood still. */
    goOn: async (): Promise<void> => {
      released.resolve();
      await underWay;
    },
  };
}

/** The steps of some calls, by their names. */
export function stepsOf(calls: readonly string[]): string[] {
  return calls.flatMap((call) => [`before ${call}`, `after ${call}`]);
}

function inSteps<Calls extends object>(calls: Calls, atStep: (step: string) => Promise<void>): Calls {
  const stepped = Object.entries(calls).map(([name, call]: [string, (...args: unknown[]) => Promise<unknown>]) => [
    name,
    async (...args: unknown[]) => {
      await atStep(`before ${name}`);
      try {
        return await call(...args);
      } finally {
        await atStep(`after ${name}`);
      }
    },
  ]);
  return Object.fromEntries(stepped) as Calls;
}
