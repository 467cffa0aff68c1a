import type { EventId } from '@darkroom/contracts';
import type { Redis } from 'ioredis';

import { instantOf, isLater, toEventId } from '../records/event-order.ts';
import { createRedisClock } from '../redis/health/redis-clock.ts';
import type { Keys } from '../redis/keys.ts';
import { readBounds } from './stream-bounds.ts';

/** Before all events. */
export const BEGINNING = toEventId('0-0');

/** A place of a client's own making may be so far ahead, and no further. */
const MOST_AHEAD_MS = 60_000;
/** After a failover the clock of Redis may be behind by less than this. */
const CLOCK_GOES_BACK_MS = 3_600_000;

/**
 * Places of events that may still come. Redis numbers events by its clock, but never below the newest one: after a failover to a Redis whose clock is
 * behind, their numbers stay ahead of it until it has come there.
 */
export function createPlaces({ redis, keys }: { redis: Redis; keys: Keys }) {
  const redisClock = createRedisClock(redis);

  /** The newest event of all tenants ever. */
  const newest = async (): Promise<EventId> => (await readBounds(redis, keys.events))?.last ?? BEGINNING;

  /** The instant that the next event gets, if it comes now (ms). */
  const nextInstant = async (): Promise<number> => Math.max(await redisClock(), instantOf(await newest()));

  /** Whether Redis has not come to this place. Nothing would be sent until it has. */
  const isAhead = async (place: EventId): Promise<boolean> => instantOf(place) > (await nextInstant()) + MOST_AHEAD_MS;

  /** A place behind `last`, and before all events to come. It counts as kept for long. */
  const beforeAllToCome = async (last: EventId | undefined): Promise<EventId> => {
    const recent = toEventId(`${Math.floor(await redisClock()) - CLOCK_GOES_BACK_MS}-0`);
    return last && isLater(last, recent) ? last : recent;
  };

  return { newest, nextInstant, isAhead, beforeAllToCome };
}
