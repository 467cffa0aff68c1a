import type { EventId, WebhookEventType } from '@darkroom/contracts';
import type { Redis } from 'ioredis';

import type { Keys } from './keys.ts';
import { decodeRecord, toFields, type JobRecord } from './record.ts';

/** One transition told: the record as it was right after. `at` in ms; the id is its place in the log. */
export type JobEvent = { id: EventId; type: WebhookEventType; at: number; record: JobRecord };

/** A stream entry as Redis returns it. */
export type StreamEntry = [id: string, flat: string[]];

/** Reads the part of the records that never changes beside the entries. An event whose job retention took meanwhile is left out. */
export async function decodeEvents(redis: Redis, keys: Keys, entries: StreamEntry[]): Promise<JobEvent[]> {
  if (entries.length === 0) return [];
  const told = entries.map(([id, flat]) => ({ id, fields: toFields(flat) }));
  const specs = await redis.mget(told.map(({ fields }) => keys.spec(fields['id']!)));
  return told.flatMap(({ id, fields }, index) => {
    const spec = specs[index];
    if (typeof spec !== 'string') return [];
    const at = Number(id.split('-')[0]);
    return [{ id: `evt_${id}` as EventId, type: fields['event'] as WebhookEventType, at, record: decodeRecord({ ...fields, spec }) }];
  });
}

/**
 * Yields events as they are appended, for those who only watch (nothing is acknowledged, and what was trimmed is not seen). Needs a
 * connection of its own, since it blocks it. Ends when `signal` is aborted.
 */
export async function* watchEvents(redis: Redis, keys: Keys, signal: AbortSignal): AsyncGenerator<JobEvent> {
  const newest = (await redis.xrevrange(keys.events, '+', '-', 'COUNT', 1)) as StreamEntry[];
  let after = newest[0]?.[0] ?? '0-0';
  while (!signal.aborted) {
    const answer = await redis.xread('COUNT', 100, 'BLOCK', 1_000, 'STREAMS', keys.events, after);
    const entries = answer?.[0]?.[1] ?? [];
    after = entries.at(-1)?.[0] ?? after;
    yield* await decodeEvents(redis, keys, entries);
  }
}
