import type { Redis } from 'ioredis';

import { FEED_KEPT_MS } from '../redis/constants.ts';
import type { Keys } from '../redis/keys.ts';

const TENANTS = 50;
/** Entries that one command takes from a feed: about a millisecond of Redis. */
const MOST_ENTRIES = 10_000;

/**
 * Cuts the feeds of tenants that have gone quiet, a little in each round. While a tenant has events, each new one cuts what is too old. A feed of
 * a million entries that expired as a whole would stop Redis for everybody.
 */
export function createTrimFeeds({ redis, keys, now }: { redis: Redis; keys: Keys; now: () => number }, mostEntries = MOST_ENTRIES) {
  let cursor = '0';

  /** Looks at the feeds of the next few tenants; returns how many entries went. */
  return async (): Promise<number> => {
    const [next, tenants] = await redis.sscan(keys.tenants, cursor, 'COUNT', TENANTS);
    cursor = next;
    // Redis hands out a set in any order; a simulated world needs the same one each time.
    const feeds = tenants.toSorted().map((tenant) => keys.feed(tenant));
    const lengths = await Promise.all(feeds.map((feed) => redis.xlen(feed)));
    const cut = Math.floor(now() - FEED_KEPT_MS);
    // Redis bounds only what it trims by whole nodes (`~`).
    const trim = (feed: string, length: number): Promise<number> => {
      if (length > mostEntries) return redis.xtrim(feed, 'MINID', '~', cut, 'LIMIT', mostEntries);
      return length > 0 ? redis.xtrim(feed, 'MINID', cut) : Promise.resolve(0);
    };
    const taken = await Promise.all(feeds.map((feed, index) => trim(feed, lengths[index]!)));
    return taken.reduce((sum, count) => sum + count, 0);
  };
}
