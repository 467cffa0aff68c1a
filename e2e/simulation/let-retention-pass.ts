import { openStore } from '@darkroom/queue';

import { createProcess } from './processes/simulated-process.ts';
import { silentLogger } from './processes/silent-logger.ts';
import { connectVirtually } from './redis/virtual-redis.ts';
import type { World } from './world.ts';

const HOUR_MS = 3_600_000;
const SWEEPS = 4;

/**
 * Retention removes what has ended, as it does after weeks: a process that keeps nothing sweeps, while all others stand still. A job with open
 * deliveries is checked again an hour later, so it sweeps several times.
 */
export async function letRetentionPass(world: World): Promise<void> {
  const { time, redis, reminders } = world;
  for (const { members } of [world.workers, world.notifiers, world.apis]) {
    for (const { process } of members()) process.freeze(2 * SWEEPS * HOUR_MS);
  }
  const process = createProcess({ time, dice: world.dice.fork('janitor'), trace: world.trace }, { name: 'janitor', skewMs: 0 });
  const store = openStore({
    url: 'redis://simulated',
    prefix: world.prefix,
    role: 'worker',
    now: () => process.clock.now(),
    logger: silentLogger,
    simulated: { connect: () => connectVirtually(redis, process), reminders: reminders.forProcess(process, redis) },
  });
  const sweep = store.createSweep({ retentionMs: 1 });
  for (let sweeps = 0; sweeps < SWEEPS; sweeps++) {
    let done = false;
    // Its clock is the world's: time passes while it sweeps, and for an hour and more until the next time.
    void process.clock
      .sleep(1.1 * HOUR_MS)
      .then(() => sweep.sweepOnce())
      .then(() => (done = true));
    await time.runUntil(time.now() + 2 * HOUR_MS, () => done);
  }
  await store.close();
}
