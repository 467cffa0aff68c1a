import type { Clock } from '@darkroom/runtime';

export type ManualClock = Clock & {
  advance(ms: number): void;
  /** Resolves when a caller sleeps. */
  sleeper(): Promise<void>;
};

/** A clock that moves only when a test advances it. */
export function createManualClock(startsAt = Date.parse('2026-03-01T12:00:00Z')): ManualClock {
  let now = startsAt;
  let sleepers: { wakesAt: number; wake: () => void }[] = [];
  let watchers: (() => void)[] = [];
  return {
    now: () => now,
    sleep: (ms, signal) =>
      new Promise((resolve) => {
        sleepers.push({ wakesAt: now + ms, wake: resolve });
        signal?.addEventListener('abort', () => resolve());
        for (const watcher of watchers.splice(0)) watcher();
      }),
    sleeper: () => new Promise((resolve) => void (sleepers.length > 0 ? resolve() : watchers.push(resolve))),
    advance(ms) {
      now += ms;
      const due = sleepers.filter(({ wakesAt }) => wakesAt <= now);
      sleepers = sleepers.filter(({ wakesAt }) => wakesAt > now);
      for (const { wake } of due) wake();
    },
  };
}
