import { setImmediate as turn } from 'node:timers/promises';

export type VirtualTime = ReturnType<typeof virtualTime>;

/** This many turns of the event loop without a pending command: nothing runs any more. */
const QUIET_TURNS = 2;

/**
 * A clock that stands still while anything runs or waits for Redis, and jumps to the next due item when everything sleeps. `random` is the
 * same in each run.
 */
export function virtualTime(startAt: number) {
  let now = startAt;
  let underWay = 0;
  let noneUnderWay = Promise.withResolvers<void>();
  let ended = false;
  let order = 0;
  const timers: { at: number; order: number; fire: () => void }[] = [];

  const setTimer = (at: number, fire: () => void): void => {
    const timer = { at, order: order++, fire };
    let [low, high] = [0, timers.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (timers[middle]!.at <= at) low = middle + 1;
      else high = middle;
    }
    timers.splice(low, 0, timer);
  };
  const allQuiet = async (): Promise<void> => {
    for (let quiet = 0; quiet < QUIET_TURNS; quiet = underWay > 0 ? 0 : quiet + 1) {
      if (underWay > 0) await noneUnderWay.promise; // turning meanwhile would take the time that Redis needs
      await turn();
    }
  };

  return {
    now: () => now,
    random: mulberry32(7),
    /** Time stands still until this is settled. */
    whileUnderWay: (answer: Promise<unknown>): void => {
      if (underWay++ === 0) noneUnderWay = Promise.withResolvers();
      const settled = (): void => {
        if (--underWay === 0) noneUnderWay.resolve();
      };
      answer.then(settled, settled);
    },
    sleep: (ms: number): Promise<void> => new Promise((resolve) => (ended ? resolve() : setTimer(now + Math.max(0, ms), resolve))),
    /** Starts something in `delayMs`. */
    run: (work: () => Promise<void>, delayMs = 0): Promise<void> =>
      new Promise((resolve, reject) => setTimer(now + delayMs, () => void work().then(resolve, reject))),
    /** Lets time pass up to `at`. */
    until: async (at: number, due: { handOut: () => void; nextDue: () => number }): Promise<void> => {
      for (;;) {
        await allQuiet();
        due.handOut();
        const next = Math.min(timers[0]?.at ?? Infinity, due.nextDue());
        if (next > at) break;
        now = Math.max(now, next);
        while (timers[0] !== undefined && timers[0].at <= now) timers.shift()!.fire();
      }
      now = at;
    },
    /** Wakes everything that sleeps, and makes later sleeps return at once. */
    end: async (): Promise<void> => {
      ended = true;
      while (timers.length > 0) {
        for (const { fire } of timers.splice(0)) fire();
        await allQuiet();
      }
    },
  };
}

function mulberry32(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
