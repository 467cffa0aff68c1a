import type { Redis } from 'ioredis';

import type { Keys } from '../keys.ts';
import type { Logger } from '../logger.ts';
import { writeForTest } from './readiness.ts';
import { unlessAway } from '../waiting/unless-away.ts';

/**
 * Detects a process that runs but takes no work any more: a client library with a loop that did not recover from an outage, or a connection
 * that silently lost its other end. Such a process answers its health checks, and only a restart helps.
 */
export type WatchdogOptions = {
  watched: Watched[];
  /** Called to end the process. */
  onWedged: (error: WedgedError) => void;
  /** The interval of its checks, in ms. */
  everyMs?: number;
};

/** A loop of this process: its name, its progress since it was created, and whether it should be working now. */
export type Watched = { readonly name: string; steps: () => number; hasWork: () => Promise<boolean> };

export class WedgedError extends Error {
  constructor(names: string[]) {
    super(`Redis takes writes and work waits, but nothing was done for ${(LOOKS * LOOK_EVERY_MS) / 1_000} s by: ${names.join(', ')}`);
    this.name = 'WedgedError';
  }
}

const LOOK_EVERY_MS = 15_000;
/**
 * A loop that is idle in this many consecutive checks is wedged. Checks are counted instead of time: a process that was suspended, or had
 * its clock changed, gets as many.
 */
const LOOKS = 6;

/**
 * Checks over `probe`, a separate connection on which commands fail instead of waiting: the connection of the work may be what is broken.
 * While Redis cannot be written to no loop is suspected, and counting restarts afterwards.
 */
export function createWatchdog(deps: { probe: Redis; keys: Keys; logger: Logger }, options: WatchdogOptions) {
  const seen = new Map<Watched, { steps: number; idle: number }>();
  let timer: NodeJS.Timeout | undefined;
  let looking: Promise<void> | undefined;
  let stopped = false;

  const idleLooks = async (watched: Watched): Promise<number> => {
    const before = seen.get(watched);
    const steps = watched.steps();
    const isIdle = before !== undefined && before.steps === steps && (await watched.hasWork());
    const idle = isIdle ? before.idle + 1 : 0;
    seen.set(watched, { steps, idle });
    return idle;
  };

  /** One check; returns the names of wedged loops. */
  const lookOnce = async (): Promise<string[]> => {
    try {
      await writeForTest(deps.probe, deps.keys);
      const idle = await Promise.all(options.watched.map(idleLooks));
      return options.watched.filter((_, index) => idle[index]! >= LOOKS).map(({ name }) => name);
    } catch (error) {
      deps.logger.debug({ error }, 'watchdog.redis_away');
      seen.clear();
      return [];
    }
  };

  const loop = () => {
    timer = setTimeout(() => {
      looking = lookOnce().then((wedged) => {
        if (stopped) return;
        if (wedged.length > 0) options.onWedged(new WedgedError(wedged));
        loop();
      });
    }, options.everyMs ?? LOOK_EVERY_MS);
  };

  return {
    lookOnce,
    start: async (): Promise<void> => {
      if (!stopped && !timer) loop();
    },
    stop: async (): Promise<void> => {
      stopped = true;
      clearTimeout(timer);
      await unlessAway(deps.probe, looking);
    },
  };
}
