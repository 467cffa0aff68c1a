import { readConfig } from '@darkroom/notifier/config';
import { createWork } from '@darkroom/notifier/create-work';
import { createEvents } from '@darkroom/notifier/events';
import type { Store } from '@darkroom/queue';
import { createMetrics } from '@darkroom/runtime';

import type { World } from '../world.ts';
import { createProcess, type SimulatedProcess } from './simulated-process.ts';
import { silentLogger } from './silent-logger.ts';
import { openSimulatedStore } from './simulated-store.ts';

/** How often it looks for events, in ms: while there are none, ever more rarely. */
const LOOK_MS = { least: 200, most: 10_000 };
const PAUSE_AFTER_ERROR_MS = 500;

export type Notifier = { process: SimulatedProcess; store: Store };

/** A notifier of the product: its event consumer and its deliveries, put together as its app does it. */
export function startNotifier(world: World, name: string, { skewMs }: { skewMs: number }): Notifier {
  const { time, internet, plan } = world;
  const dice = world.dice.fork(name);
  const process = createProcess({ time, dice, trace: world.trace }, { name, skewMs });
  const { clock } = process;
  const config = readConfig({ REDIS_URL: 'redis://simulated', ...world.secrets, ...plan.notifierSettings });
  const store = openSimulatedStore(world, process);
  const { handle, worker } = createWork(config, {
    store,
    clock,
    random: dice.next,
    events: createEvents({ logger: silentLogger, metrics: createMetrics('notifier') }),
    post: internet.post(process),
  });
  const take = async (everyMs: number, seen: number): Promise<void> => {
    const quiet = world.activity.count() === seen;
    const before = clock.now();
    const nextAt = await worker.takeOnce().catch(() => before + PAUSE_AFTER_ERROR_MS);
    await Promise.race([worker.nudged(), clock.sleep(Math.max(nextAt - before, everyMs))]);
    void take(quiet ? Math.min(everyMs * 1.5, LOOK_MS.most) : LOOK_MS.least, world.activity.count());
  };

  const consumer = store.createEventConsumer({
    group: 'notifier',
    consumer: name,
    handleTogether: handle,
  });
  const consume = async (everyMs: number, seen: number): Promise<void> => {
    await clock.sleep(everyMs);
    const quiet = world.activity.count() === seen;
    try {
      await consumer.roundOnce();
    } catch (error) {
      world.trace.say(name, `could not read events: ${(error as Error).message}`);
      await clock.sleep(PAUSE_AFTER_ERROR_MS);
    }
    void consume(quiet ? Math.min(everyMs * 1.5, LOOK_MS.most) : LOOK_MS.least, world.activity.count());
  };
  void consume(LOOK_MS.least, 0);
  void take(LOOK_MS.least, 0);
  return { process, store };
}
