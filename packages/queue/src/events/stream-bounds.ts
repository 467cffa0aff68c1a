import type { EventId } from '@darkroom/contracts';
import type { Redis } from 'ioredis';

import { toEventId } from '../records/event-order.ts';

/** The current ends of a stream of events. */
export type StreamBounds = {
  /** The oldest kept event, or null. */
  first: EventId | null;
  /** The newest event ever, kept or not. */
  last: EventId;
  /** Whether entries were removed by trimming. Redis older than 7 does not know: false. (`max-deleted-entry-id` covers only XDEL.) */
  trimmed: boolean;
};

/** The bounds of a stream, or null if it does not exist. */
export async function readBounds(redis: Redis, key: string): Promise<StreamBounds | null> {
  let flat: unknown[];
  try {
    flat = (await redis.xinfo('STREAM', key)) as unknown[];
  } catch (error) {
    if (/no such key/i.test(String(error))) return null;
    throw error;
  }
  const field = (name: string) => flat[flat.indexOf(name) + 1];
  const first = field('first-entry') as [id: string, flat: string[]] | null;
  return {
    first: first && toEventId(first[0]),
    last: toEventId(field('last-generated-id') as string),
    trimmed: flat.includes('entries-added') && Number(field('entries-added')) > Number(field('length')),
  };
}
