import type { EventId, WebhookEventType } from '@darkroom/contracts';
import type { Redis } from 'ioredis';

import { decodeRecord, toFields, type JobRecord } from './record.ts';

/** One transition told: the record as it was right after. `at` in ms; the id is its place in the log. */
export type JobEvent = { id: EventId; type: WebhookEventType; at: number; record: JobRecord };

/** A stream entry as Redis returns it. */
export type StreamEntry = [id: string, flat: string[]];

export function decodeEvent([id, flat]: StreamEntry): JobEvent {
  const fields = toFields(flat);
  return {
    id: `evt_${id}` as EventId,
    type: fields['event'] as WebhookEventType,
    at: Number(id.split('-')[0]),
    record: decodeRecord(fields),
  };
}

/**
 * Yields events as they are appended, for those who only watch (nothing is acknowledged, and what was trimmed is not seen). Needs a
 * connection of its own, since it blocks it. Ends when `signal` is aborted.
 */
export async function* watchEvents(redis: Redis, log: string, signal: AbortSignal): AsyncGenerator<JobEvent> {
  const newest = (await redis.xrevrange(log, '+', '-', 'COUNT', 1)) as StreamEntry[];
  let after = newest[0]?.[0] ?? '0-0';
  while (!signal.aborted) {
    const answer = await redis.xread('COUNT', 100, 'BLOCK', 1_000, 'STREAMS', log, after);
    for (const entry of answer?.[0]?.[1] ?? []) {
      after = entry[0];
      yield decodeEvent(entry);
    }
  }
}
