import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';

import type { EventId } from '@darkroom/contracts';
import type { Redis } from 'ioredis';

import { decodeShownEvents, type StoredEvent, type StreamEntry } from '../records/event-log.ts';
import { isLater, toEntryId, toEventId } from '../records/event-order.ts';
import type { Keys } from '../redis/keys.ts';
import { isRedisAway } from '../redis/waiting/redis-away.ts';
import { BEGINNING } from './places.ts';
import { readBounds } from './stream-bounds.ts';

const BATCH = 100;
/** Shorter than the time limit of the connection. */
const BLOCK_MS = 1_000;
const PAUSE_AFTER_ERROR_MS = 100;

/** The log was trimmed past the place of a reader that watches it: the lost events must be read elsewhere. */
export class EventsLostError extends Error {
  override readonly name = 'EventsLostError';
  constructor() {
    super('The event log was trimmed past the place that was reached');
  }
}

/**
 * Yields events as they are appended, for readers that only watch (nothing is acknowledged). `onWatching` is called once: everything
 * appended after that call is yielded. After an outage of Redis the watch continues at its place. It needs its own connection, since it
 * blocks it. Ends when `signal` is aborted. @throws EventsLostError
 */
export async function* watchEvents(
  { redis, keys }: { redis: Redis; keys: Keys },
  { signal, onWatching }: { signal: AbortSignal; onWatching?: (() => void) | undefined },
): AsyncGenerator<StoredEvent> {
  let place: EventId | undefined;
  let interrupted = false;
  // ioredis repeats a read after it has reconnected.
  redis.on('close', () => {
    interrupted = true;
  });

  const read = async (): Promise<StoredEvent[]> => {
    if (place === undefined) {
      place = (await readBounds(redis, keys.events))?.last ?? BEGINNING;
      onWatching?.();
    }
    const answer = await redis.xread('COUNT', BATCH, 'BLOCK', BLOCK_MS, 'STREAMS', keys.events, toEntryId(place));
    const entries = (answer?.[0]?.[1] ?? []) as StreamEntry[];
    if (interrupted && (await isCutOff(place))) throw new EventsLostError();
    interrupted = false;
    const events = await decodeShownEvents(redis, keys, entries);
    const newest = entries.at(-1);
    if (newest) place = toEventId(newest[0]);
    return events;
  };

  /** While Redis was away other processes may have reconnected sooner, appended more and trimmed. The first event of all is no sign of that. */
  const isCutOff = async (from: EventId): Promise<boolean> => {
    const bounds = await readBounds(redis, keys.events);
    if (bounds === null || !isLater(bounds.last, from)) return false;
    if (from === BEGINNING && !bounds.trimmed) return false;
    return bounds.first === null || isLater(bounds.first, from);
  };

  while (!signal.aborted) {
    let events: StoredEvent[] = [];
    try {
      await connecting(redis, signal);
      events = await read();
    } catch (error) {
      if (signal.aborted) return;
      if (!isRedisAway(error)) throw error;
      // A read this late may have lost its connection silently (a host that vanished closes nothing).
      if (redis.status === 'ready') redis.disconnect(true);
      await pause(signal);
    }
    yield* events;
  }
}

/** Waits until the connection is made. A failure is reported by the next read. */
async function connecting(redis: Redis, signal: AbortSignal): Promise<void> {
  if (redis.status !== 'ready') await once(redis, 'ready', { signal }).catch(() => undefined);
}

async function pause(signal: AbortSignal): Promise<void> {
  await sleep(PAUSE_AFTER_ERROR_MS, undefined, { signal }).catch(() => undefined); // aborted: the watch ends anyway
}
