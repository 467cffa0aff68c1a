import type { EventId } from '@darkroom/contracts';
import type { Redis } from 'ioredis';

import { toEventId } from '../records/event-order.ts';

/** Where a stream of events begins and ends now. */
export type StreamBounds = {
  /** The oldest that is kept; null when none is. */
  first: EventId | null;
  /** The newest that ever was, kept or not. */
  last: EventId;
  /** Entries were taken away by trimming. Redis older than 7 does not know: false. (`max-deleted-entry-id` tells of XDEL only.) */
  trimmed: boolean;
};

/** The bounds of a stream; null when there is none. */
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
