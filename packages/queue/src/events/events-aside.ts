import type { EventId, Tenant } from '@darkroom/contracts';
import type { Redis } from 'ioredis';

import { decodeEvents, type StoredEvent, type StreamEntry } from '../records/event-log.ts';
import { toEventId } from '../records/event-order.ts';
import { toFields } from '../redis/fields.ts';
import type { Keys } from '../redis/keys.ts';

/** Events set aside because their handling kept failing: see `fail_event.lua`. At most 500; the oldest are dropped first. */
export type EventsAside = ReturnType<typeof createEventsAside>;

/** `subject`: the id of its job, batch or endpoint. `at` in ms. */
export type EventAside = { id: EventId; type: string; tenant: Tenant; subject: string; tries: number; error: string; at: number };

/** The count, and the newest ones, newest first. */
export type NewestAside = { count: number; newest: EventAside[] };

export function createEventsAside({ redis, keys }: { redis: Redis; keys: Keys }) {
  const read = async () =>
    ((await redis.xrange(keys.eventsAside, '-', '+')) as StreamEntry[]).map(([place, flat]) => ({ place, fields: toFields(flat) }));

  /** Oldest first. */
  const list = async (): Promise<EventAside[]> => (await read()).map(({ fields }) => present(fields));

  const count = (): Promise<number> => redis.xlen(keys.eventsAside);

  const newest = async (limit: number): Promise<NewestAside> => {
    const [total, entries] = await Promise.all([count(), redis.xrevrange(keys.eventsAside, '+', '-', 'COUNT', limit)]);
    return { count: total, newest: (entries as StreamEntry[]).map(([, flat]) => present(toFields(flat))) };
  };

  /**
   * Handles one again, or all, and takes those out for which that worked. `gone`: what it is about, or its entry, does not exist any more;
   * it is taken out, too.
   */
  const retry = async (id: EventId | 'all', handle: (event: StoredEvent) => Promise<void>): Promise<RetriedEvent[]> => {
    const retried: RetriedEvent[] = [];
    for (const { place, fields } of await read()) {
      const event = present(fields);
      if (id !== 'all' && id !== event.id) continue;
      try {
        const [stored] = await decodeEvents(redis, keys, await entryOf(fields));
        if (stored) await handle(stored);
        await redis.xdel(keys.eventsAside, place);
        retried.push({ id: event.id, outcome: stored ? 'handled' : 'gone' });
      } catch (error) {
        retried.push({ id: event.id, outcome: 'failed', error: String(error) });
      }
    }
    return retried;
  };

  const entryOf = async (fields: Record<string, string>): Promise<StreamEntry[]> => {
    const id = fields['event']!;
    if (fields['entry']) return [[id, JSON.parse(fields['entry']) as string[]]];
    return redis.xrange(keys.events, id, id);
  };

  return { list, count, newest, retry };
}

export type RetriedEvent = { id: string; outcome: 'handled' | 'gone' | 'failed'; error?: string };

function present(fields: Record<string, string>): EventAside {
  return {
    id: toEventId(fields['event']!),
    type: fields['type']!,
    tenant: fields['tenant']!,
    subject: fields['subject']!,
    tries: Number(fields['tries']),
    error: fields['error']!,
    at: Number(fields['at']),
  };
}
