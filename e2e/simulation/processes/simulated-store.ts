import { openStore, type Store } from '@darkroom/queue';

import { connectVirtually } from '../redis/virtual-redis.ts';
import type { World } from '../world.ts';
import type { SimulatedProcess } from './simulated-process.ts';
import { silentLogger } from './silent-logger.ts';

/** A process' store in the simulated Redis. */
export function openSimulatedStore({ redis, reminders, prefix }: World, process: SimulatedProcess): Store {
  return openStore({
    url: 'redis://simulated',
    prefix,
    role: 'worker',
    now: () => process.clock.now(),
    logger: silentLogger,
    simulated: { connect: () => connectVirtually(redis, process), reminders: reminders.forProcess(process, redis) },
  });
}
