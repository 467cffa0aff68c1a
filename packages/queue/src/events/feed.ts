import type { EventId, Tenant, WebhookEventType } from '@darkroom/contracts';
import type { Redis } from 'ioredis';

import { decodeShownEvents, type StoredEvent, type StreamEntry } from '../records/event-log.ts';
import { instantOf, isLater, toEntryId, toEventId } from '../records/event-order.ts';
import type { Keys } from '../redis/keys.ts';
import type { JobRecord } from '../records/job/record.ts';
import { FEED_KEPT_MS } from '../redis/constants.ts';
import { BEGINNING, createPlaces } from './places.ts';
import { readBounds } from './stream-bounds.ts';

/** A tenant's events of the last 72 hours, readable from any place. */
export type Feed = ReturnType<typeof createFeed>;

export type FeedPage = {
  /** Oldest first. */
  events: StoredEvent[];
  /** The end of this page. The next page begins after it. */
  place: EventId;
  /** Whether there is more now. A page may be short, or empty, and still have more after it. */
  more: boolean;
};

/** `wants`: selects events for the page; without it all. */
type Question = {
  after?: EventId | undefined;
  limit: number;
  wants?: ((type: WebhookEventType) => boolean) | undefined;
  /** `after` is an event of any tenant: that this feed does not reach back to it does not mean that something was lost. */
  isOfAny?: boolean;
};

/** By how much the clocks of our processes and of Redis usually differ: records carry ours, event ids Redis'. */
const CLOCKS_APART_MS = 60_000;
/** The most entries read for one page: matching events may be far apart in a busy tenant's feed. */
const MOST_READ = 10_000;
const CHUNK = 200;

export function createFeed({ redis, keys, now }: { redis: Redis; keys: Keys; now: () => number }, mostRead = MOST_READ) {
  const places = createPlaces({ redis, keys });

  /** A tenant's events after a place, or from the oldest kept one. `not_kept`: some after that place may be gone, or it is none of ours. */
  const ofTenant = async (tenant: Tenant, { after, limit, wants, isOfAny }: Question): Promise<FeedPage | 'not_kept'> => {
    const from = after ?? BEGINNING;
    const isCut = async () => after !== undefined && isOfAny !== true && (await isCutOff(tenant, after));
    if (wants) {
      const found = await search(tenant, { from, to: '+', limit, matches: (flat) => wants(typeOf(flat)) });
      return (await isCut()) ? 'not_kept' : toPage(found.entries, { ...found, limit });
    }
    // The bounds are read after the entries: entries that were read had not been trimmed before.
    const [entries, cut] = await Promise.all([range(tenant, from, '+', limit + 1), isCut()]);
    return cut ? 'not_kept' : toPage(entries, { limit, readTo: placeOf(entries.at(-1)) ?? from, more: false });
  };

  /** The same for one job. Only the part of the feed from the job's creation to its last write is read, so pass a fresh record. */
  const ofJob = async (job: JobRecord, { after, limit, wants }: Question): Promise<FeedPage | 'not_kept'> => {
    const apartMs = CLOCKS_APART_MS + Math.abs(Math.floor(await places.nextInstant()) - now());
    const born = toEventId(`${Math.max(0, job.createdAt - apartMs)}-0`);
    const from = after && isLater(after, born) ? after : born;
    const to = String(job.updatedAt + apartMs);
    const matches = (flat: string[]) => isAbout(flat, job.id) && (!wants || wants(typeOf(flat)));
    const found = await search(job.tenant, { from, to, limit, matches });
    if (after && (await isCutOff(job.tenant, from))) return 'not_kept';
    return toPage(found.entries, { ...found, limit });
  };

  /** One event of a tenant, as long as the feed keeps it. */
  const one = async (tenant: Tenant, id: EventId): Promise<StoredEvent | null> => {
    if (instantOf(id) < now() - FEED_KEPT_MS) return null; // trimming may leave it there for a while
    const entries = await redis.xrange(keys.feed(tenant), toEntryId(id), toEntryId(id));
    return (await decodeShownEvents(redis, keys, entries))[0] ?? null;
  };

  /** Finds matching entries in bounded steps: more than `limit` if there are more. */
  const search = async (
    tenant: Tenant,
    { from, to, limit, matches }: { from: EventId; to: string; limit: number; matches: (flat: string[]) => boolean },
  ): Promise<{ entries: StreamEntry[]; readTo: EventId; more: boolean }> => {
    const found: StreamEntry[] = [];
    let readTo = from;
    let more = true;
    for (let read = 0; more && found.length <= limit && read < mostRead; read += CHUNK) {
      const entries = await range(tenant, readTo, to, CHUNK);
      found.push(...entries.filter(([, flat]) => matches(flat)));
      readTo = placeOf(entries.at(-1)) ?? readTo;
      more = entries.length === CHUNK;
    }
    return { entries: found, readTo, more };
  };

  /** The place of the tenant's newest event, or one behind it, before all future ones. */
  const newest = async (tenant: Tenant): Promise<EventId> => places.beforeAllToCome((await readBounds(redis, keys.feed(tenant)))?.last);

  const range = async (tenant: Tenant, after: EventId, to: string, count: number): Promise<StreamEntry[]> =>
    redis.xrange(keys.feed(tenant), `(${toEntryId(after)}`, to, 'COUNT', count);

  const toPage = async (entries: StreamEntry[], read: { limit: number; readTo: EventId; more: boolean }): Promise<FeedPage> => {
    const shown = entries.slice(0, read.limit);
    const events = await decodeShownEvents(redis, keys, shown);
    if (shown.length === entries.length) return { events, place: read.readTo, more: read.more };
    return { events, place: placeOf(shown.at(-1))!, more: true };
  };

  /**
   * Whether an event after a place may have been lost. Entries are removed oldest first: by trimming, each time something is appended, or
   * all together when the feed expires. Both remove only entries older than 72 hours, unless an operator trims manually.
   */
  const isCutOff = async (tenant: Tenant, place: EventId): Promise<boolean> => {
    const bounds = await readBounds(redis, keys.feed(tenant));
    if (bounds && !isLater(bounds.last, place)) return isLater(place, bounds.last) && places.isAhead(place);
    if (bounds?.first && !isLater(bounds.first, place)) return false;
    return bounds?.trimmed === true || isTooOld(place) || places.isAhead(place);
  };

  /** The same for all tenants together. `newest`: of all, read before their feeds. */
  const isCutOffForAll = async (place: EventId, newestOfAll: EventId): Promise<boolean> =>
    isLater(newestOfAll, place) ? isTooOld(place) : places.isAhead(place);

  const isTooOld = (place: EventId): boolean => instantOf(place) < now() - FEED_KEPT_MS + CLOCKS_APART_MS;

  return { ofTenant, ofJob, one, newest, isCutOffForAll };
}

function isAbout(flat: string[], jobId: string): boolean {
  return valueOf(flat, 'id') === jobId;
}

function typeOf(flat: string[]): WebhookEventType {
  return valueOf(flat, 'event') as WebhookEventType;
}

function valueOf(flat: string[], field: string): string | undefined {
  for (let index = 0; index + 1 < flat.length; index += 2) if (flat[index] === field) return flat[index + 1];
  return undefined;
}

function placeOf(entry: StreamEntry | undefined): EventId | undefined {
  return entry && toEventId(entry[0]);
}
