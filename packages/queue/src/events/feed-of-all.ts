import type { EventId, Tenant } from '@darkroom/contracts';
import type { Redis } from 'ioredis';

import { readTenants } from '../reading/read-tenants.ts';
import type { StoredEvent } from '../records/event-log.ts';
import { isLater, toEventId } from '../records/event-order.ts';
import type { Keys } from '../redis/keys.ts';
import type { Feed, FeedPage } from './feed.ts';
import { readBounds } from './stream-bounds.ts';

type Question = Omit<Parameters<Feed['ofTenant']>[1], 'isOfAny'>;

/** The feeds of all tenants as one. */
export function createFeedOfAll({ redis, keys, feed }: { redis: Redis; keys: Keys; feed: Pick<Feed, 'ofTenant' | 'one'> }) {
  /** The events of all tenants after a place, in their order. */
  const read = async (question: Question): Promise<FeedPage | 'not_kept'> => {
    // The feeds are read one after another. An event up to this place was in its feed before the first was read: none is passed over.
    const newest = await newestPlace();
    const tenants = await readTenants(redis, keys);
    const pages: FeedPage[] = [];
    for (const page of await Promise.all(tenants.map((tenant) => feed.ofTenant(tenant, { ...question, isOfAny: true })))) {
      if (page === 'not_kept') return page;
      pages.push(page);
    }
    return merge(pages, newest, question);
  };

  /** The place of the newest event of all, or a place before all future ones. */
  const newestPlace = async (): Promise<EventId> => {
    const [[seconds, microseconds], bounds] = await Promise.all([redis.time(), readBounds(redis, keys.events)]);
    const nowMs = Number(seconds) * 1_000 + Math.floor(Number(microseconds) / 1_000);
    return bounds?.last ?? toEventId(`${nowMs - 1}-0`);
  };

  const one = async (id: EventId): Promise<StoredEvent | null> => {
    const tenants: Tenant[] = await readTenants(redis, keys);
    const found = await Promise.all(tenants.map((tenant) => feed.one(tenant, id)));
    return found.find((event) => event !== null) ?? null;
  };

  return { read, newest: newestPlace, one };
}

/** No event behind the place where some feed has more to read is shown: an earlier one may follow there. */
function merge(pages: FeedPage[], newest: EventId, { after, limit }: Question): FeedPage {
  const end = [newest, ...pages.filter(({ more }) => more).map(({ place }) => place)].reduce(earlier);
  const all = pages.flatMap(({ events }) => events).filter(({ id }) => !isLater(id, end));
  const events = all.toSorted((a, b) => (isLater(a.id, b.id) ? 1 : -1)).slice(0, limit);
  const isCut = events.length < all.length;
  const place = isCut ? events.at(-1)!.id : after && isLater(after, end) ? after : end;
  return { events, place, more: isCut || pages.some(({ more }) => more) };
}

function earlier(a: EventId, b: EventId): EventId {
  return isLater(a, b) ? b : a;
}
