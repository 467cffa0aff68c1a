import { randomUUID } from 'node:crypto';

import type { Redis } from 'ioredis';

import type { RunCommand } from '../lua/commands.ts';
import { decodeEvents, type StoredEvent, type StreamEntry } from '../records/event-log.ts';
import { toEventId } from '../records/event-order.ts';
import type { Keys } from '../redis/keys.ts';
import type { Logger } from '../redis/logger.ts';
import { isRedisAway } from '../redis/waiting/redis-away.ts';
import { unlessAway } from '../redis/waiting/unless-away.ts';
import type { Watched } from '../redis/health/watchdog.ts';

/**
 * Reads the event log as one consumer of a group. Each event is handled at least once by some consumer of the group, then acknowledged.
 * Events taken by a consumer that died are claimed by another. The log is trimmed behind its groups.
 */
export type EventConsumerOptions = {
  group: string;
  /** Unique among the living consumers of the group. */
  consumer: string;
  /**
   * Must be safe to run twice for one event. If it throws, the event stays unacknowledged: it returns, and is set aside after some tries.
   */
  handle?: (event: StoredEvent) => Promise<void>;
  /** Instead of `handle`: handles the events of one read. Returns those that failed, with their errors; if it throws, all have failed. */
  handleTogether?: (events: StoredEvent[]) => Promise<ReadonlyMap<string, unknown>>;
  /** An event that is not handled this long after it was taken may be taken again, by any consumer. */
  againAfterMs?: number;
  /** The event was set aside: it is not handled until an operator retries it. */
  onSetAside?: (event: { id: string; error: unknown }) => void;
};

const BATCH = 64;
const BLOCK_MS = 5_000;
/** An event taken this long ago and not acknowledged belongs to a consumer that died or failed. */
const CLAIM_IDLE_MS = 14_000;
/** Tries of an event until it is set aside. Failures because Redis is away do not count. */
const MOST_TRIES = 5;
const MOST_ERROR_CHARACTERS = 300;
/** Events of other consumers are claimed in at most this many reads before new events are read. */
const MOST_CLAIMS = 20;
const TEND_EVERY_MS = 5_000;
/** How far readers that only watch the log may fall behind. */
const KEEP_MS = 10 * 60_000;
/** Every process is its own consumer: those gone for this long, with nothing left to claim, are removed. */
const FORGET_CONSUMER_MS = 3_600_000;
/** Entries removed by one command (about a millisecond of Redis), and commands per round. */
const TRIMMED_AT_ONCE = 10_000;
const MOST_TRIMMING = 20;
const PAUSE_AFTER_ERROR_MS = 500;
/** A read this late has lost its connection silently (a host that vanished closes nothing). */
const SILENCE_MS = 5_000;

/** `redis` is this consumer's own connection: reads block it, and stopping disconnects it. Events are handled over `main`. */
export function createEventConsumer(
  deps: { redis: Redis; main: Redis; run: RunCommand; keys: Keys; now: () => number; logger: Logger },
  options: EventConsumerOptions,
) {
  const { redis } = deps;
  const log = deps.keys.events;
  let stopped = false;
  let grouped = false;
  let running: Promise<void> | undefined;
  /** It waits for events and holds no unacknowledged one: stopping may cut it short. */
  let waiting = false;
  let hungUp = false;
  let tendAt = 0;
  let rounds = 0;

  const createGroup = async () => {
    try {
      await redis.xgroup('CREATE', log, options.group, '0', 'MKSTREAM');
    } catch (error) {
      if (!String(error).includes('BUSYGROUP')) throw error;
    }
  };

  /** Decodes the entries read; an entry that cannot be decoded has its error. It must not prevent the others from being handled. */
  const decode = async (entries: StreamEntry[]): Promise<{ id: string; event?: StoredEvent | undefined; error?: unknown }[]> => {
    try {
      const events = new Map((await decodeEvents(deps.main, deps.keys, entries)).map((event) => [event.id, event]));
      return entries.map(([id]) => ({ id, event: events.get(toEventId(id)) }));
    } catch (error) {
      if (isRedisAway(error)) throw error;
      if (entries.length === 1) return [{ id: entries[0]![0], error }];
      return (await Promise.all(entries.map((entry) => decode([entry])))).flat();
    }
  };

  /** Returns the events that failed, with their errors. */
  const handleEvents = async (events: StoredEvent[]): Promise<ReadonlyMap<string, unknown>> => {
    const failed = new Map<string, unknown>();
    const handleOne = async (event: StoredEvent): Promise<void> => {
      try {
        await options.handle?.(event);
      } catch (error) {
        failed.set(event.id, error);
      }
    };
    if (!options.handleTogether) await Promise.all(events.map(handleOne));
    if (events.length === 0 || !options.handleTogether) return failed;
    return options.handleTogether(events).catch((error: unknown) => new Map(events.map(({ id }) => [id, error])));
  };

  /**
   * Records a failed handling: the event returns after a while, unless it has failed too often. Failures while Redis is away do not count.
   */
  const noteFailure = async (id: string, error: unknown): Promise<void> => {
    deps.logger.warn({ error, event_id: toEventId(id) }, 'events.handling_failed');
    if (isRedisAway(error)) return;
    const { code } = await deps.run('fail_event', {
      now: deps.now(),
      id,
      group: options.group,
      error: String(error).slice(0, MOST_ERROR_CHARACTERS),
      most: MOST_TRIES,
      token: randomUUID(),
    });
    if (code === 'aside') options.onSetAside?.({ id: toEventId(id), error });
  };

  const handleAll = async (entries: StreamEntry[]) => {
    const decoded = await decode(entries);
    const orphans = decoded.filter(({ event, error }) => !event && error === undefined).map(({ id }) => id);
    // Retention waits for us, so these were removed manually.
    if (orphans.length > 0) deps.logger.error({ event_ids: orphans }, 'events.without_job');
    const failed = await handleEvents(decoded.flatMap(({ event }) => (event ? [event] : [])));
    const handled = await Promise.all(
      decoded.map(async ({ id, event, error }) => {
        const eventId = toEventId(id);
        const isDone = event ? !failed.has(eventId) : error === undefined;
        if (isDone) return [id];
        await noteFailure(id, event ? failed.get(eventId) : error);
        return [];
      }),
    );
    const ids = handled.flat();
    if (ids.length > 0) await redis.xack(log, options.group, ...ids);
    return ids;
  };

  /** Claims events that others left unacknowledged, and events that failed some time ago. */
  const claim = async () => {
    for (let claims = 0, from = '0'; claims < MOST_CLAIMS && !stopped; claims++) {
      const claimed = await redis.xautoclaim(
        log,
        options.group,
        options.consumer,
        options.againAfterMs ?? CLAIM_IDLE_MS,
        from,
        'COUNT',
        BATCH,
      );
      const [next, entries] = claimed as [string, (StreamEntry | null)[]];
      const handled = await handleAll(entries.filter((entry) => entry !== null));
      if (handled.length > 0) await redis.hdel(deps.keys.eventTries, ...handled);
      if (next === '0-0') return;
      from = next;
    }
  };

  /** Claims events that others left unacknowledged, and trims. */
  const tend = async () => {
    if (deps.now() < tendAt) return;
    tendAt = deps.now() + TEND_EVERY_MS;
    await claim();
    for (let commands = 0; commands < MOST_TRIMMING && !stopped; commands++) {
      const { left } = await deps.run('trim_events', {
        now: deps.now(),
        keep: KEEP_MS,
        forget: FORGET_CONSUMER_MS,
        most: TRIMMED_AT_ONCE,
      });
      if (left !== 'more') break;
    }
  };

  const read = async (): Promise<StreamEntry[]> => {
    const silence = setTimeout(() => redis.disconnect(true), BLOCK_MS + SILENCE_MS);
    waiting = true;
    try {
      const { group, consumer } = options;
      // Events of a consumer that died are found within 20 s, also while there are no others.
      const blockMs = Math.min(BLOCK_MS, Math.max(1, tendAt - deps.now()));
      const answer = await redis.xreadgroup('GROUP', group, consumer, 'COUNT', BATCH, 'BLOCK', blockMs, 'STREAMS', log, '>');
      return (answer as [string, StreamEntry[]][] | null)?.[0]?.[1] ?? [];
    } finally {
      waiting = false;
      clearTimeout(silence);
    }
  };

  /** One round: claims events of others, then handles new ones. */
  const roundOnce = async (): Promise<void> => {
    if (!grouped) await createGroup();
    grouped = true;
    await tend();
    if (!stopped) await handleAll(await read());
  };

  const loop = async () => {
    while (!stopped) {
      rounds++;
      try {
        await roundOnce();
      } catch (error) {
        if (stopped) return;
        grouped = false; // the log may have been deleted manually
        deps.logger.warn({ error }, 'events.reading_failed');
        await new Promise((resolve) => setTimeout(resolve, PAUSE_AFTER_ERROR_MS));
      }
    }
  };

  /** Disconnects once: a second `disconnect` of ioredis would leave a timer behind. */
  const hangUp = () => {
    if (!hungUp) redis.disconnect();
    hungUp = true;
  };

  const watched: Watched = { name: 'events', steps: () => rounds, hasWork: async () => true };

  return {
    ...watched,
    roundOnce,
    start: async (): Promise<void> => {
      if (!stopped) running ??= loop();
    },
    /** Returns when all taken events have been handled. */
    stop: async (): Promise<void> => {
      stopped = true;
      if (waiting || redis.status !== 'ready') hangUp();
      await unlessAway(deps.main, running);
      hangUp();
    },
  };
}
