import { isRedisAway, withoutPatience, countPatience } from '@darkroom/queue';
import { LRUCache } from 'lru-cache';

/** What is newer than this counts without a question: a change takes effect within a second. */
const GOOD_FOR_MS = 700;
/** While Redis is away, what was found counts so long, so that people can see how things stand. */
const KNOWN_FOR_MS = 10 * 60_000;
/** After Redis was away it is not asked at once again, so that a page does not wait for each of its parts. */
const AWAY_FOR_MS = 1_000;
const MOST_KNOWN = 10_000;

/**
 * Values of Redis by a key, as they were at most 0.7 s ago. Requests for one key share a reading. While Redis is away, a value that was read in the last
 * ten minutes still counts; others throw. What is not there (null) is asked for each time.
 */
export type Fresh<Value extends object> = { get(key: string): Promise<Value | null>; drop(key: string): void };

type Known<Value> = { value: Value; readAt: number };

/** `monotonic`: in ms, never set back. `mostKnown`: how many values are kept. */
export function createFresh<Value extends object>(
  read: (key: string) => Promise<Value | null>,
  {
    monotonic = () => performance.now(),
    mostKnown = MOST_KNOWN,
  }: { monotonic?: (() => number) | undefined; mostKnown?: number | undefined } = {},
): Fresh<Value> {
  const known = new LRUCache<string, Known<Value>>({ max: mostKnown });
  const underWay = new Map<string, Promise<Value | null>>();
  let away: { error: Error; until: number } | undefined;

  const readNow = async (key: string): Promise<Value | null> => {
    try {
      return await read(key);
    } catch (error) {
      if (error instanceof Error && isRedisAway(error)) away = { error, until: monotonic() + AWAY_FOR_MS };
      throw error;
    }
  };

  const share = (key: string): Promise<Value | null> => {
    const present = underWay.get(key);
    if (present) return countPatience(present);
    if (away && monotonic() < away.until) return Promise.reject(away.error);
    const readAt = monotonic();
    const reading = withoutPatience(() => readNow(key));
    underWay.set(key, reading);
    const isCurrent = () => underWay.get(key) === reading && underWay.delete(key);
    const noted = reading.then(
      (value) => {
        if (!isCurrent()) return value; // it was dropped meanwhile: what was read may be older than that
        if (value === null) known.delete(key);
        else known.set(key, { value, readAt });
        return value;
      },
      (error: unknown) => {
        isCurrent();
        throw error;
      },
    );
    return countPatience(noted);
  };

  return {
    get: async (key) => {
      const before = known.get(key);
      if (before && monotonic() - before.readAt < GOOD_FOR_MS) return before.value;
      try {
        return await share(key);
      } catch (error) {
        const last = known.get(key);
        if (!isRedisAway(error) || !last || monotonic() - last.readAt > KNOWN_FOR_MS) throw error;
        return last.value;
      }
    },
    drop: (key) => {
      known.delete(key);
      underWay.delete(key);
    },
  };
}
