import type { Redis } from 'ioredis';

import type { Keys } from './keys.ts';
import type { Logger } from './logger.ts';
import { writeForTest } from './readiness.ts';
import { unlessAway } from './unless-away.ts';

/**
 * Notices a process that is alive and takes nothing any more: a client library whose loop never came back after an outage, a connection
 * that lost its other end without a word. Such a process answers its health checks, and only a restart mends it.
 */
export type WatchdogOptions = {
  watched: Watched[];
  /** Should end the process. */
  onWedged: (error: WedgedError) => void;
  /** How often it looks, in ms. */
  everyMs?: number;
};

/** A loop of this process: what it is called, how much it has done since it was made, and whether it should be doing something now. */
export type Watched = { readonly name: string; steps: () => number; hasWork: () => Promise<boolean> };

export class WedgedError extends Error {
  constructor(names: string[]) {
    super(`Redis takes writes and work waits, but nothing was done for ${(LOOKS * LOOK_EVERY_MS) / 1_000} s by: ${names.join(', ')}`);
    this.name = 'WedgedError';
  }
}

const LOOK_EVERY_MS = 15_000;
/** Idle so many looks in a row is wedged. Looks are counted, not time: a process that stood still, or whose clock jumped, gets as many. */
const LOOKS = 6;

/**
 * Looks over `probe`, a connection of its own on which commands fail rather than wait: that of the work may be what is broken.
 * While Redis cannot be written to nobody is suspected, and counting begins anew when it can.
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

  /** One look; returns the names of those who are wedged. */
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
