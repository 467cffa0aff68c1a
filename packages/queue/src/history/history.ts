import type { Redis } from 'ioredis';

import type { RunCommand } from '../lua/commands.ts';
import { findOldestQueued } from './oldest-queued.ts';
import type { Keys } from '../redis/keys.ts';

/** How one minute went. Counts are of that minute; what stands at its end is named so. `null`: not known. */
export type Minute = {
  /** Its beginning, in ms. */
  at: number;
  accepted: number;
  ended: number;
  /** Of the jobs that ended. In a busy minute they are estimated from a part of them. */
  succeeded: number;
  failed: number;
  canceled: number;
  expired: number;
  /** From acceptance to the picture, in ms: the median and the 95th percentile of generations in their first run. */
  p50Ms: number | null;
  p95Ms: number | null;
  /** At its end: slots in use at Getty, how many there are, and calls a second at most. */
  slotsTaken: number;
  slots: number;
  callsPerSecond: number | null;
  /** At its end: jobs by status, and how long the oldest queued one has existed, in ms. */
  queued: number;
  waiting: number;
  held: number;
  oldestQueuedMs: number | null;
  /** How often Getty refused a call, for too many pending generations or too many calls, since it was first counted. */
  refusedPending: number;
  refusedQueries: number;
};

export type History = ReturnType<typeof createHistory>;

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
const DAY_MINUTES = DAY_MS / MINUTE_MS;
/** A minute takes about 80 bytes, so a week takes less than a megabyte. */
export const HISTORY_KEPT_MS = 8 * DAY_MS;
/** Jobs of a minute that are looked at: about a millisecond of Redis. */
const MOST = 300;
/** Clocks of workers differ: those that are behind write what ended in a minute a little later. */
const LATER_MS = 5_000;

/** How the last days went, minute by minute, for charts. Written by the sweep of whichever worker comes first. */
export function createHistory({ redis, keys, run, now }: { redis: Redis; keys: Keys; run: RunCommand; now: () => number }) {
  let notedMinute = -1;
  return {
    /** Notes the minute that is over, unless it has been. */
    noteOnce: async (): Promise<void> => {
      const minute = Math.floor((now() - LATER_MS) / MINUTE_MS) - 1;
      if (minute === notedMinute) return;
      const oldest = (await findOldestQueued({ redis, keys, run, now })) ?? undefined;
      await run('note_minute', { now: now(), minute, oldest, most: MOST, kept: HISTORY_KEPT_MS });
      notedMinute = minute;
    },
    /** The minutes between two instants (ms), oldest first. Those in which no worker ran are missing. */
    read: async ({ from, to }: { from: number; to: number }): Promise<Minute[]> => {
      const [first, last] = [Math.floor(from / DAY_MS), Math.floor(to / DAY_MS)];
      const days = Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => first + index);
      const found = await Promise.all(days.map(async (day) => [day, await redis.hgetall(keys.history(day))] as const));
      return found
        .flatMap(([day, minutes]) =>
          Object.entries(minutes).map(([minute, line]) => readMinute((day * DAY_MINUTES + Number(minute)) * MINUTE_MS, line)),
        )
        .filter(({ at }) => at >= from && at < to)
        .sort((a, b) => a.at - b.at);
    },
  };
}

/** In the order of note_minute.lua. */
function readMinute(at: number, line: string): Minute {
  const values = line.split(' ').map(Number);
  const count = (index: number): number => values[index] ?? 0;
  const known = (index: number): number | null => (count(index) < 0 ? null : count(index));
  return {
    at,
    accepted: count(0),
    ended: count(1),
    succeeded: count(2),
    failed: count(3),
    canceled: count(4),
    expired: count(5),
    p50Ms: known(6),
    p95Ms: known(7),
    slotsTaken: count(8),
    slots: count(9),
    callsPerSecond: known(10),
    queued: count(11),
    waiting: count(12),
    held: count(13),
    oldestQueuedMs: known(14),
    refusedPending: count(15),
    refusedQueries: count(16),
  };
}
