import type { EventId, Tenant } from '@darkroom/contracts';
import type { Redis } from 'ioredis';

import { readTenants } from '../reading/read-tenants.ts';
import type { StoredEvent } from '../records/event-log.ts';
import { isLater } from '../records/event-order.ts';
import type { Keys } from '../redis/keys.ts';
import type { Feed, FeedPage } from './feed.ts';
import { createPlaces } from './places.ts';

type Question = Omit<Parameters<Feed['ofTenant']>[1], 'isOfAny'>;

/** The feeds of all tenants as one. */
export function createFeedOfAll({
  redis,
  keys,
  feed,
}: {
  redis: Redis;
  keys: Keys;
  feed: Pick<Feed, 'ofTenant' | 'one' | 'isCutOffForAll'>;
}) {
  const places = createPlaces({ redis, keys });

  /** The events of all tenants after a place, in their order. */
  const read = async (question: Question): Promise<FeedPage | 'not_kept'> => {
    // The feeds are read one after another. An event up to this place was in its feed before the first was read: none is passed over.
    const newest = await places.newest();
    const tenants = await readTenants(redis, keys);
    const pages: FeedPage[] = [];
    for (const page of await Promise.all(tenants.map((tenant) => feed.ofTenant(tenant, { ...question, isOfAny: true })))) {
      if (page === 'not_kept') return page;
      pages.push(page);
    }
    if (question.after !== undefined && (await feed.isCutOffForAll(question.after, newest))) return 'not_kept';
    return merge(pages, newest, question);
  };

  /** The place of the newest event of all, or one behind it, before all future ones. */
  const newest = async (): Promise<EventId> => places.beforeAllToCome(await places.newest());

  const one = async (id: EventId): Promise<StoredEvent | null> => {
    const tenants: Tenant[] = await readTenants(redis, keys);
    const found = await Promise.all(tenants.map((tenant) => feed.one(tenant, id)));
    return found.find((event) => event !== null) ?? null;
  };

  return { read, newest, one };
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
