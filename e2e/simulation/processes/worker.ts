import type { ReminderData, Store } from '@darkroom/queue';
import { runPass } from '@darkroom/worker/run-pass';

import type { World } from '../world.ts';
import { createProcess, type SimulatedProcess } from './simulated-process.ts';
import { workerDeps } from './worker-deps.ts';

const DAY_MS = 86_400_000;
/** A sweep that finds nothing changes nothing: while there is nothing to find the next one comes later, as if those between had run. */
const SWEEP_MS = { least: 1_000, most: 20_000 };
const TELL_LIMITS_MS = 30_000;
/** Instead of a day after its end a job is packed while much still happens to it. */
const PACKED_AFTER_MS = 120_000;

export type Worker = { process: SimulatedProcess; store: Store };

/** A worker of the product: its passes and its sweep, put together as its app does it. */
export function startWorker(world: World, name: string, { skewMs }: { skewMs: number }): Worker {
  const { time, reminders } = world;
  const dice = world.dice.fork(name);
  const process = createProcess({ time, dice, trace: world.trace }, { name, skewMs });
  const { clock } = process;
  const { config, store, deps } = workerDeps(world, process, dice.next);
  const events = {
    passEnded: ({ pass, note }: { pass: { record: { id: string } }; note: string }) =>
      world.trace.say(name, `pass over ${pass.record.id}: ${note}`),
    gettyCalled: () => undefined,
  };

  for (const queue of ['generation', 'download'] as const) {
    reminders.take(queue, process, config.CONCURRENCY, (reminder: ReminderData) => runPass({ ...deps, events }, reminder));
  }

  const sweep = store.createSweep({ retentionMs: config.RETENTION_DAYS * DAY_MS, packAfterMs: PACKED_AFTER_MS, askGetty: deps.askGetty });
  const sweepOn = async (everyMs: number, seen: number): Promise<void> => {
    await clock.sleep(everyMs * (0.8 + 0.4 * dice.next()));
    const quiet = world.activity.count() === seen;
    const found = await sweep.sweepOnce().catch((error: Error) => {
      world.trace.say(name, `sweep failed: ${error.message}`);
      return 1;
    });
    void sweepOn(quiet && found === 0 ? Math.min(everyMs * 1.5, SWEEP_MS.most) : SWEEP_MS.least, world.activity.count());
  };
  void sweepOn(SWEEP_MS.least, 0);

  const tellLimits = async (): Promise<void> => {
    const woken = await store.queries.setLimits({ pending: config.GETTY_MAX_PENDING, queries: config.GETTY_MAX_QPS });
    await store.reminders.remindWoken(woken);
    await clock.sleep(TELL_LIMITS_MS);
    void tellLimits();
  };
  if (config.GETTY_MAX_PENDING !== undefined || config.GETTY_MAX_QPS !== undefined) void tellLimits();

  // Its agent never connected.
  process.onDeath(() => void deps.getty.close());
  return { process, store };
}
